import { randomBytes } from 'node:crypto';
import type { Json } from '../../services/support/json';
import { Refusal } from './refusal';

export interface Version {
  readonly id: string;
  readonly SecretString: unknown;
  readonly SecretBinary: unknown;
  /** Seconds since the epoch. */
  readonly created: number;
  stages: readonly string[];
}

const NO_VALUE = "Secrets Manager can't find the specified secret value for staging label: ";
const DELETED = "You can't perform this operation on the secret because it was marked for deletion.";

/** A secret with its versions, or a replica of one: that has its primary's versions and its own region (aws-facts.md, 5.13). */
export class Secret {
  readonly ARN: string;
  /** Newest last. */
  versions: Version[] = [];
  /** Milliseconds since the epoch at which it goes for good. */
  deletedAt: number | undefined;
  /** Region of the primary, when this is a replica. */
  primaryRegion: string | undefined;

  constructor(
    readonly name: string,
    readonly settings: { readonly KmsKeyId: unknown; readonly Description: unknown; readonly Tags: unknown },
    readonly created: number,
    {
      region,
      accountId,
      suffix = randomBytes(3).toString('hex'),
    }: { region: string; accountId: string; suffix?: string },
  ) {
    this.ARN = `arn:aws:secretsmanager:${region}:${accountId}:secret:${name}-${suffix}`;
  }

  /** The version with a label. @throws Refusal */
  labelled(stage = 'AWSCURRENT'): Version {
    this.requireAlive();
    const found = this.versions.find(({ stages }) => stages.includes(stage));
    if (found === undefined) throw new Refusal('ResourceNotFoundException', `${NO_VALUE}${stage}`);
    return found;
  }

  /** Adds a value, or finds that it is there: the same id with the same value is no new one (aws-facts.md, 5.8). @throws Refusal */
  add(version: Omit<Version, 'stages'>, stages: readonly string[] = ['AWSCURRENT']): Version {
    this.requireAlive();
    this.requirePrimary();
    const same = this.versions.find(({ id }) => id === version.id);
    if (same !== undefined) {
      if (same.SecretString === version.SecretString && same.SecretBinary === version.SecretBinary)
        return same;
      const message = `You can't use ClientRequestToken ${version.id} because that value is already in use for a version of secret ${this.ARN}.`;
      throw new Refusal('ResourceExistsException', message);
    }
    this.detach(stages);
    const added = { ...version, stages };
    this.versions.push(added);
    return added;
  }

  /** Gives a version a label, and takes it from the one that must be named for it (aws-facts.md, 5.9). @throws Refusal */
  move(stage: string, { to, from }: { readonly to: unknown; readonly from: unknown }): void {
    this.requireAlive();
    this.requirePrimary();
    const version = this.versions.find(({ id }) => id === to);
    if (version === undefined) throw new Refusal('ResourceNotFoundException', `${NO_VALUE}${String(to)}`);
    if (version.stages.includes(stage)) return;
    const holder = this.versions.find(({ stages }) => stages.includes(stage));
    if (holder !== undefined && holder.id !== from) {
      const message = `Staging label ${stage} is currently attached to version ${holder.id}, so you must explicitly reference that version in RemoveFromVersionId.`;
      throw new Refusal('InvalidParameterException', message);
    }
    this.detach([stage]);
    version.stages = [...version.stages, stage];
  }

  /** Takes labels from whatever version has them; the one that was current becomes the previous one (aws-facts.md, 5.9). */
  private detach(stages: readonly string[]): void {
    const moves = stages.includes('AWSCURRENT');
    for (const old of this.versions) {
      const rest = old.stages.filter(
        (stage) => !stages.includes(stage) && !(moves && stage === 'AWSPREVIOUS'),
      );
      old.stages = moves && old.stages.includes('AWSCURRENT') ? ['AWSPREVIOUS'] : rest;
    }
  }

  /** @throws Refusal when it waits for deletion */
  requireAlive(): void {
    if (this.deletedAt !== undefined) throw new Refusal('InvalidRequestException', DELETED);
  }

  /** @throws Refusal on a replica (aws-facts.md, 5.14) */
  requirePrimary(): void {
    if (this.primaryRegion === undefined) return;
    const message =
      "Operation not permitted on a replica secret. Call must be made in primary secret's region.";
    throw new Refusal('InvalidParameterException', message);
  }

  valueOf(stage?: string): Json {
    const { id, SecretString, SecretBinary, created, stages } = this.labelled(stage);
    return {
      ARN: this.ARN,
      Name: this.name,
      VersionId: id,
      SecretString,
      SecretBinary,
      VersionStages: stages,
      CreatedDate: created,
    };
  }

  /** @param versions the field that they are in, which a list and a description call by different names */
  describe(versions: 'VersionIdsToStages' | 'SecretVersionsToStages'): Json {
    const labelled = this.versions.filter(({ stages }) => stages.length > 0);
    return {
      ARN: this.ARN,
      Name: this.name,
      ...this.settings,
      CreatedDate: this.created,
      LastChangedDate: this.versions.at(-1)?.created ?? this.created,
      DeletedDate: this.deletedAt === undefined ? undefined : this.deletedAt / 1000,
      PrimaryRegion: this.primaryRegion,
      [versions]:
        this.versions.length === 0
          ? undefined
          : Object.fromEntries(labelled.map(({ id, stages }) => [id, stages])),
    };
  }
}
