import {
  paginateListApplications,
  paginateListConfigurationProfiles,
  paginateListDeploymentStrategies,
  paginateListEnvironments,
} from '@aws-sdk/client-appconfig';
import { stop } from '../../../engine/errors';
import type { RegionClients } from '../../aws/action';

/** Where the pointer is published: ids, as AppConfig's control plane takes them. */
export interface PointerIds {
  readonly application: string;
  readonly environment: string;
  readonly profile: string;
  /** Of the strategy that is over at once, without a bake. */
  readonly strategy: string;
}

interface Named {
  readonly Id?: string | undefined;
  readonly Name?: string | undefined;
}

/**
 * Finds the pointer's ids by its names. Ids are random and differ from region to region, and names need not be
 * unique (aws-facts.md, 6.1).
 *
 * @throws Stop CONFIG_MISSING or CONFIG_AMBIGUOUS naming what is there not once
 */
export async function findPointerIds(action: RegionClients): Promise<PointerIds> {
  const { target } = action;
  const client = action.clients.appconfig;
  const { configApplication, configEnvironment, configProfile, configStrategy } = target.names;
  const one = async (kind: string, name: string, pages: AsyncIterable<{ Items?: Named[] | undefined }>) => {
    const ids: string[] = [];
    for await (const { Items = [] } of pages) {
      ids.push(...Items.flatMap(({ Id, Name }) => (Name === name && Id !== undefined ? [Id] : [])));
    }
    const [id] = ids;
    if (id !== undefined && ids.length === 1) return id;
    throw id === undefined
      ? stop('CONFIG_MISSING', {
          kind,
          name,
          region: target.region,
          stack: target.names.stack(target.regionKind),
        })
      : stop('CONFIG_AMBIGUOUS', { kind, name, count: ids.length, region: target.region });
  };
  const application = await one('application', configApplication, paginateListApplications({ client }, {}));
  const within = { ApplicationId: application };
  return {
    application,
    environment: await one(
      'environment',
      configEnvironment.pointer,
      paginateListEnvironments({ client }, within),
    ),
    profile: await one(
      'profile',
      configProfile.pointer,
      paginateListConfigurationProfiles({ client }, within),
    ),
    strategy: await one(
      'deployment strategy',
      configStrategy.instant,
      paginateListDeploymentStrategies({ client }, {}),
    ),
  };
}
