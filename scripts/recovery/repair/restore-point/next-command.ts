import type { Names } from '../../../../settings';
import { isoSecond } from '../../../engine/clock';
import type { RestorePointFindings } from './findings';

/** How far back the exports of the vault are looked through when the stream says nothing. Milliseconds. */
const LONGER = 7 * 24 * 3_600_000;

export interface NextCommandProps {
  readonly names: Pick<Names, 'backupVault'>;
  /** Options of the command that is followed, such as ` --table NAME`. */
  readonly options: string;
}

/** What to type after a search for the restore point. */
export function nextCommand(findings: RestorePointFindings, { names, options }: NextCommandProps): string {
  const { verdict, restorePoint, log, at } = findings;
  if (restorePoint !== null) return `npx recover run data-corruption --restore-to ${restorePoint}${options}`;
  if (verdict === 'found')
    return `aws backup list-recovery-points-by-backup-vault --backup-vault-name ${names.backupVault}`;
  if (verdict === 'cannot know' && log?.source !== 'exports')
    return `npx recover find-restore-point --since ${isoSecond(Date.parse(at) - LONGER)}${options}`;
  return `npx recover validate${options}`;
}
