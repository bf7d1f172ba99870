import { EcrLifecyclePolicy } from '@cdktf/provider-aws/lib/ecr-lifecycle-policy';
import { EcrReplicationConfiguration } from '@cdktf/provider-aws/lib/ecr-replication-configuration';
import { EcrRepository } from '@cdktf/provider-aws/lib/ecr-repository';
import { EcrRepositoryPolicy } from '@cdktf/provider-aws/lib/ecr-repository-policy';
import { Construct } from 'constructs';
import type { Names, Region } from '../../settings';
import { pipelineNever } from '../pipeline-guard';

/** Settings with which images are thrown away, moved under their tags, or given to others. */
const REPOSITORY_SETTINGS = [
  'ecr:DeleteLifecyclePolicy',
  'ecr:DeleteRepository',
  'ecr:DeleteRepositoryPolicy',
  'ecr:PutImageTagMutability',
  'ecr:PutLifecyclePolicy',
  'ecr:SetRepositoryPolicy',
];

export interface ImageRepositoryProps {
  readonly names: Names;
  readonly kmsKeyArn: string;
  /**
   * Region that gets a copy of every image pushed from now on: ECR does not send older ones after (aws-facts.md, 7.7).
   * @default none
   */
  readonly replicateTo?: Region;
  /** Images to keep, newest first. @default 500, more than a year of daily releases */
  readonly keptImages?: number;
}

/**
 * The worker's images in one region. Tags cannot move, so an image that ran once can run again as it was. Each region
 * makes its own repository: one made by replication would have neither our key nor these rules.
 */
export class ImageRepository extends Construct {
  readonly repository: EcrRepository;

  constructor(scope: Construct, id: string, props: ImageRepositoryProps) {
    super(scope, id);
    const { names, kmsKeyArn, replicateTo, keptImages = 500 } = props;
    this.repository = new EcrRepository(this, 'repository', {
      name: names.imageRepository,
      imageTagMutability: 'IMMUTABLE',
      imageScanningConfiguration: { scanOnPush: true },
      encryptionConfiguration: [{ encryptionType: 'KMS', kmsKey: kmsKeyArn }],
      forceDelete: false,
      lifecycle: { preventDestroy: true },
    });
    const lifecycle = new EcrLifecyclePolicy(this, 'lifecycle', {
      repository: this.repository.name,
      policy: JSON.stringify({
        rules: [
          {
            rulePriority: 1,
            description: `Keep the newest ${keptImages} images`,
            selection: { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: keptImages },
            action: { type: 'expire' },
          },
        ],
      }),
    });
    new EcrRepositoryPolicy(this, 'repository-policy', {
      repository: this.repository.name,
      policy: JSON.stringify({
        Version: '2012-10-17',
        Statement: [pipelineNever(names, REPOSITORY_SETTINGS)],
      }),
      dependsOn: [lifecycle],
    });
    if (replicateTo !== undefined) {
      // There is one such configuration for the whole registry of a region; the filter keeps it to our names.
      new EcrReplicationConfiguration(this, 'replication', {
        replicationConfiguration: {
          rule: [
            {
              destination: [{ region: replicateTo, registryId: names.accountId }],
              repositoryFilter: [{ filter: `${names.prefix}/`, filterType: 'PREFIX_MATCH' }],
            },
          ],
        },
      });
    }
  }
}
