import { ImageRepository } from '../../modules/image-repository';
import { namesFor } from '../../settings';
import { parsePolicy, synthModule } from '../support/synth';

const names = namesFor({ environment: 'drill', accountId: '123456789012' });
const synthesize = (props: Partial<ConstructorParameters<typeof ImageRepository>[2]> = {}) =>
  synthModule((stack) => new ImageRepository(stack, 'images', { names, kmsKeyArn: 'the-key', ...props }));

describe('image repository', () => {
  const repository = synthesize().only('aws_ecr_repository');

  it('never lets a tag move: what ran once can run again', () => {
    expect(repository.image_tag_mutability).toBe('IMMUTABLE');
  });

  it('scans what is pushed and encrypts it with our key', () => {
    expect(repository).toMatchObject({
      image_scanning_configuration: { scan_on_push: true },
      encryption_configuration: [{ encryption_type: 'KMS', kms_key: 'the-key' }],
    });
  });

  it('cannot be destroyed by a plan, nor emptied', () => {
    expect(repository).toMatchObject({ force_delete: false, lifecycle: { prevent_destroy: true } });
  });

  it('keeps the newest images, as many as told', () => {
    const { policy } = synthesize({ keptImages: 7 }).only('aws_ecr_lifecycle_policy');
    const { rules } = JSON.parse(policy) as { rules: unknown[] };
    expect(rules).toEqual([
      expect.objectContaining({
        selection: { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: 7 },
      }),
    ]);
  });

  it('keeps 500 images unless told', () => {
    expect(synthesize().only('aws_ecr_lifecycle_policy').policy).toContain('"countNumber":500');
  });

  it('replicates our images, and no others, to the region told', () => {
    const replication = synthesize({ replicateTo: 'us-west-2' }).only('aws_ecr_replication_configuration');
    expect(replication.replication_configuration.rule).toEqual([
      {
        destination: [{ region: 'us-west-2', registry_id: '123456789012' }],
        repository_filter: [{ filter: 'syncwell-drill/', filter_type: 'PREFIX_MATCH' }],
      },
    ]);
    expect(names.imageRepository.startsWith('syncwell-drill/')).toBe(true);
  });

  it('leaves the registry alone when told no region', () => {
    expect(synthesize().resources('aws_ecr_replication_configuration')).toEqual([]);
  });

  it('is set up by an administrator alone once it is there', () => {
    const { policy, depends_on } = synthesize().only('aws_ecr_repository_policy');
    expect(parsePolicy(policy).Statement).toEqual([
      expect.objectContaining({
        Effect: 'Deny',
        Action: expect.arrayContaining(['ecr:PutLifecyclePolicy', 'ecr:SetRepositoryPolicy']),
        Condition: {
          ArnEquals: { 'aws:PrincipalArn': [names.roleArn('ci-apply'), names.roleArn('ci-foundation')] },
        },
      }),
    ]);
    expect(depends_on).toHaveLength(1);
  });
});
