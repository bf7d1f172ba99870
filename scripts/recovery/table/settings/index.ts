export { compareSettings, type Difference } from './compare';
export { putTableSettings, type PutTableSettingsProps } from './put';
export { readTableSettings } from './read';
export type { TableSettings } from './setting';
export { wantedSettings, type WantedSettingsProps } from './wanted';
