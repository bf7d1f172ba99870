import { benchFailover } from './failover';
import { benchPlanReview } from './plan-review';
import { benchRestorePoint } from './restore-point';
import { benchSecrets } from './secrets';
import { benchSynth } from './synth';
import { benchValidate } from './validate';

const BENCHMARKS: Readonly<Record<string, () => Promise<void>>> = {
  failover: benchFailover,
  'plan-review': benchPlanReview,
  'restore-point': benchRestorePoint,
  secrets: benchSecrets,
  synth: benchSynth,
  validate: benchValidate,
};

const [name = ''] = process.argv.slice(2);
const benchmark = BENCHMARKS[name];
if (benchmark === undefined) {
  console.error(
    `no benchmark ${JSON.stringify(name)}; allowed: ${Object.keys(BENCHMARKS).join(', ')}. For example: npm run bench -- synth`,
  );
  process.exitCode = 2;
} else {
  void benchmark();
}
