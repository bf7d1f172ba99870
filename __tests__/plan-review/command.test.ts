import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { planDocument, resourceChange } from './support/documents';

const RECOVER = join(__dirname, '..', '..', 'bin', 'recover.js');

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'plan-review-'));
  writeFileSync(
    join(folder, 'drill-primary.json'),
    JSON.stringify(planDocument([resourceChange({ before: { tags: {} }, after: { tags: { a: 'b' } } })])),
  );
  writeFileSync(
    join(folder, 'drill-traffic.json'),
    JSON.stringify(planDocument([resourceChange({ actions: ['delete'], before: {} })])),
  );
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function recover(...args: string[]) {
  return spawnSync(process.execPath, [RECOVER, 'plan-review', ...args], { cwd: folder, encoding: 'utf8' });
}

describe('recover plan-review', () => {
  it('prints the comment of any number of stacks; 0 is clean, 3 a hazard', () => {
    const clean = recover('drill-primary.json');
    expect([clean.status, clean.stderr]).toEqual([0, '']);
    expect(clean.stdout).toContain('## ✅ No hazard in this plan');
    const hazard = recover('drill-traffic.json', 'drill-primary.json');
    expect(hazard.status).toBe(3);
    expect(hazard.stdout).toContain('"stacks":["drill-primary","drill-traffic"]');
  });

  it('writes the comment to a file and the verdict as JSON', () => {
    const { status, stdout } = recover(
      'drill-traffic.json',
      '--json',
      '--out',
      'comment.md',
      '--commit',
      'abcdef1',
    );
    const verdict = JSON.parse(stdout);
    expect([status, verdict.verdict, verdict.commit]).toEqual([3, 'hazards', 'abcdef1']);
    expect(verdict.hazards).toMatchObject([
      { id: 'SW-STATE-001', stack: 'drill-traffic', acknowledged: null },
    ]);
    expect(readFileSync(join(folder, 'comment.md'), 'utf8')).toContain(verdict.digest);
  });

  it('refuses a plan that is not the reviewed one', () => {
    const { digest } = JSON.parse(recover('drill-primary.json', '--json').stdout);
    expect(recover('drill-primary.json', '--expect-digest', digest).status).toBe(0);
    const stale = recover('drill-primary.json', '--json', '--expect-digest', `sha256:${'0'.repeat(64)}`);
    expect([stale.status, JSON.parse(stale.stdout).error.code]).toEqual([3, 'PLAN_STALE']);
  });

  it('says in one line what is wrong with its input, and ends with 2', () => {
    writeFileSync(join(folder, 'text.json'), 'No changes. Your infrastructure matches the configuration.');
    const { status, stderr } = recover('text.json');
    expect(status).toBe(2);
    expect(stderr.trim().split('\n')).toEqual([
      'text.json is a plan as text: only its JSON says for certain what will happen.',
      'next: terraform show -json plan.tfplan > plan.json',
    ]);
  });

  it('refuses two plans of one stack, and options that it cannot read', () => {
    mkdirSync(join(folder, 'drill-primary'));
    writeFileSync(join(folder, 'drill-primary', 'plan.json'), '{}');
    expect(recover('drill-primary.json', join('drill-primary', 'plan.json')).status).toBe(2);
    expect(recover('drill-primary.json', '--commit', '--> x').status).toBe(2);
    expect(recover('drill-primary.json', '--expect-digest', 'abc').status).toBe(2);
    expect(recover().status).toBe(2);
  });
});
