export { loadSettings, listEnvironments, type Settings } from './load';
export { SettingsError } from './settings-error';
export type { Region, RegionKind } from './regions';
export type { TableBilling, TableGenerations } from './schema';
export { namesFor, type Names } from './naming';
