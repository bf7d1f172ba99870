import { Workspace } from './workspace';
import { otherRegionKind, type Target } from '../../aws/target';
import { deployStack } from './deploy-stack';
import type { Infrastructure } from './infrastructure';
import { summaryOf } from './plan-summary';
import { generationsInFile, servingInFile, writeActiveTable, writeServing } from './settings-file';

export interface TerraformInfrastructureProps {
  readonly target: Target;
  /** The folder of the settings files: of the checkout from which the next deploy will come. */
  readonly settingsDirectory: string;
  /** Of this process: where AWS is, and who calls. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** The settings file on this disk, and the real `cdktf synth` and `terraform plan` in a folder of their own. */
export function terraformInfrastructure({
  target: { names, regionKind, settings },
  settingsDirectory,
  env,
}: TerraformInfrastructureProps): Infrastructure {
  const file = { directory: settingsDirectory, environment: settings.environment, regionKind };
  const stack = names.stack(regionKind);
  const inWorkspace = async <Result>(work: (workspace: Workspace) => Promise<Result>): Promise<Result> => {
    const workspace = new Workspace({
      env: {
        ...env,
        SYNCWELL_ENV: settings.environment,
        SYNCWELL_SETTINGS_DIRECTORY: settingsDirectory,
        RECOVERY_REGION: settings.recovery.region,
      },
    });
    try {
      return await work(workspace);
    } finally {
      workspace.remove();
    }
  };
  return {
    activeTable: () => generationsInFile(file).activeName,
    setActiveTable(table) {
      writeActiveTable(file, table, names.originalTable);
      return;
    },
    isServing: () => servingInFile(file) === regionKind,
    setServing(serves) {
      writeServing(file, serves ? regionKind : otherRegionKind(regionKind));
      return;
    },
    plan: () =>
      inWorkspace(async (workspace) => {
        await workspace.synth();
        const { changes } = await workspace.plan(stack);
        return summaryOf(changes);
      }),
    deploy: (work) => inWorkspace((workspace) => deployStack({ ...work, workspace, stack })),
  };
}
