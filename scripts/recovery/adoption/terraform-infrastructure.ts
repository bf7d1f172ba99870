import { Workspace, type PlannedChange } from '../../terraform/workspace';
import type { Target } from '../connection/target';
import type { Infrastructure, PlanSummary } from './infrastructure';
import { generationsInFile, writeActiveTable } from './settings-file';

export interface TerraformInfrastructureProps {
  readonly target: Target;
  /** The folder of the settings files: of the checkout from which the next deploy will come. */
  readonly settingsDirectory: string;
  /** Of this process: where AWS is, and who calls. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** The settings file on this disk, and the real `cdktf synth` and `terraform plan` in a folder of their own. */
export function terraformInfrastructure({
  target: { names, role, settings },
  settingsDirectory,
  env,
}: TerraformInfrastructureProps): Infrastructure {
  const file = { directory: settingsDirectory, environment: settings.environment, role };
  return {
    activeTable: () => Promise.resolve(generationsInFile(file).activeName),
    setActiveTable(table) {
      writeActiveTable(file, table, names.originalTable);
      return Promise.resolve();
    },
    async plan() {
      const workspace = new Workspace({
        env: {
          ...env,
          SYNCWELL_ENV: settings.environment,
          SYNCWELL_SETTINGS_DIRECTORY: settingsDirectory,
          RECOVERY_REGION: settings.recovery.region,
        },
      });
      try {
        await workspace.synth();
        const { changes } = await workspace.plan(names.stack(role));
        return summaryOf(changes);
      } finally {
        workspace.remove();
      }
    },
  };
}

/** Sorts a plan's changes by what a recovery must know of them. Pure. */
export function summaryOf(changes: readonly PlannedChange[]): PlanSummary {
  const having = (...actions: readonly string[]): string[] =>
    changes
      .filter((change) => actions.some((action) => change.actions.includes(action)))
      .map(({ address }) => address);
  const losses = having('delete', 'forget');
  return {
    imports: changes.filter(({ imported }) => imported).map(({ address }) => address),
    creates: having('create').filter((address) => !losses.includes(address)),
    updates: having('update'),
    losses,
  };
}
