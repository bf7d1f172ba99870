import { plain, type Setting } from './setting';

/** Replicas in other regions: compared and reported. A restored table has none, and a recovery makes none unasked. */
export const replicas: Setting = {
  id: 'replicas',
  read: (_action, { description }) =>
    plain({
      regions: (description.Replicas ?? []).map(({ RegionName }) => RegionName).sort(),
      witnesses: (description.GlobalTableWitnesses ?? []).map(({ RegionName }) => RegionName).sort(),
      consistency: description.MultiRegionConsistency ?? null,
      settings: description.GlobalTableSettingsReplicationMode ?? null,
    }),
};
