import { Command } from 'commander';
import { secretsBackupCommand } from './secrets/backup';
import { secretsRestoreCommand } from './secrets/restore';
import { secretsVerifyCommand } from './secrets/verify';

/** `recover secrets`: the secrets alone, into the vault and out of it. */
export function secretsCommand(): Command {
  return new Command('secrets')
    .description('seal the secrets into the vault of the other region, recreate them from it, compare')
    .addCommand(secretsBackupCommand())
    .addCommand(secretsRestoreCommand())
    .addCommand(secretsVerifyCommand());
}
