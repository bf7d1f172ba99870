import { synthStacks } from '../support/stacks';

const EXPERIMENTS =
  /^resource\.(aws_fis_experiment_template(\.|$)|aws_cloudwatch_log_group\.fault-injection_)/;

/** Every way in which the recovery stack may differ from the primary one, apart from the names of region and stack. */
const ALLOWED = [
  // The pilot light runs no task until a recovery scales it up.
  /^resource\.aws_appautoscaling_target\.worker-fleet_\w+\.min_capacity$/,
  /^resource\.aws_ecs_service\.worker-fleet_\w+\.desired_count$/,
  // Nor does the continuity agent, whose silence is then in order.
  /^resource\.aws_scheduler_schedule\.continuity-agent_\w+\.state$/,
  /^resource\.aws_cloudwatch_metric_alarm\.continuity-agent_[\w-]+\.treat_missing_data$/,
  // Experiments are made where something runs; no recovery waits for them.
  EXPERIMENTS,
  // While the service runs in the recovery region, the primary's vault may be lost: backups stay where they are made.
  /^resource\.aws_backup_plan\.backup-plan_\w+\.rule\.\d+\.copy_action$/,
];

/** Paths at which two JSON values differ. */
function differences(a: unknown, b: unknown, path: string[] = []): string[] {
  if (Object.is(a, b)) return [];
  const bothObjects = typeof a === 'object' && typeof b === 'object' && a !== null && b !== null;
  if (!bothObjects || Array.isArray(a) !== Array.isArray(b)) return [path.join('.')];
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].flatMap((key) =>
    differences((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key], [...path, key]),
  );
}

describe('primary and recovery', () => {
  const stacks = synthStacks();
  const primary = stacks['drill-primary']!.json;
  // What region, network and stack are called is the very parameter; everything else is compared.
  const recovery = JSON.parse(
    JSON.stringify(stacks['drill-recovery']!.json)
      .replaceAll('us-west-2', 'us-east-1')
      .replaceAll('10.21.', '10.20.')
      .replaceAll('drill-recovery', 'drill-primary'),
  );
  const found = differences(primary, recovery);

  it('differ in nothing but the listed ways', () => {
    expect(found.filter((path) => !ALLOWED.some((allowed) => allowed.test(path)))).toEqual([]);
  });

  it('do differ in each of the listed ways, so that the list stays true', () => {
    for (const allowed of ALLOWED) {
      expect({ allowed, used: found.some((path) => allowed.test(path)) }).toEqual({ allowed, used: true });
    }
  });

  it('have the same resources at the same addresses, experiments apart', () => {
    const shared = stacks['drill-primary']!.addresses().filter(
      (address) => !EXPERIMENTS.test(`resource.${address}`),
    );
    expect(stacks['drill-recovery']!.addresses()).toEqual(shared);
  });
});

describe('the serving region', () => {
  const half = (stacks: ReturnType<typeof synthStacks>, stack: string) => {
    const { resource = {} } = stacks[stack]!.json;
    const only = (type: string) =>
      Object.values(resource[type] as Record<string, Record<string, unknown>>)[0]!;
    return {
      workers: only('aws_appautoscaling_target').min_capacity,
      protection: only('aws_scheduler_schedule').state,
    };
  };
  const serves = { workers: 3, protection: 'ENABLED' };
  const waits = { workers: 0, protection: 'DISABLED' };

  it.each(['primary', 'recovery'] as const)(
    'is %s when the settings say so: it has the fleet and is protected',
    (serving) => {
      const stacks = synthStacks({ SYNCWELL_ENV: 'drill' }, (settings) => ({ ...settings, serving }));
      expect({ primary: half(stacks, 'drill-primary'), recovery: half(stacks, 'drill-recovery') }).toEqual(
        serving === 'primary' ? { primary: serves, recovery: waits } : { primary: waits, recovery: serves },
      );
    },
  );
});
