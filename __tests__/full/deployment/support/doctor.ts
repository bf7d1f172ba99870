import { performance } from 'node:perf_hooks';
import { namesFor, type Settings } from '../../../../settings';
import { signIn } from '../../../../scripts/drill/connection';
import type { PrintedFinding } from '../../../../scripts/recovery/readiness';
import { recover } from '../../../support/service-with-operators';

export interface Examined {
  readonly status: number | null;
  /** On the wall. */
  readonly seconds: number;
  readonly ready: boolean;
  readonly findings: readonly PrintedFinding[];
}

export interface ExamineProps {
  /** Of the local cloud. */
  readonly endpoint: string;
  readonly settings: Settings;
  /** What points at the cloud, with its clock and the settings' folder. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** The real `recover doctor --json`, as the recovery operator types it. */
export async function examineAsOperator({ endpoint, settings, env }: ExamineProps): Promise<Examined> {
  const place = { endpoint, region: settings.primary.region, names: namesFor(settings) };
  const operator = await signIn(place, 'recovery-operator', 'doctor');
  const began = performance.now();
  const { status, stdout, stderr } = await recover('doctor --json', {
    ...env,
    AWS_ACCESS_KEY_ID: operator.accessKeyId,
    AWS_SECRET_ACCESS_KEY: operator.secretAccessKey,
    AWS_SESSION_TOKEN: operator.sessionToken,
  });
  const seconds = (performance.now() - began) / 1000;
  if (!stdout.startsWith('{')) throw new Error(`recover doctor ended with status ${status}: ${stderr}`);
  const { ready, findings } = JSON.parse(stdout);
  return { status, seconds, ready, findings };
}
