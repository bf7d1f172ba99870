import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { readDrills } from '../../scripts/commands/support/last-drill';
import { CORRUPTION } from '../../scripts/drill/corruption/report';
import { measureRecovery } from '../../scripts/drill/objectives';
import { OUTAGE } from '../../scripts/drill/outage/report';
import { renderDrill, type Scenario } from '../../scripts/drill/report';
import { isPassed, logLine, type DrillResult } from '../../scripts/drill/result';
import { ZONE } from '../../scripts/drill/zone/report';
import { CORRUPTION_RESULT, OUTAGE_RESULT, ZONE_RESULT } from './support/samples';

const golden = (name: string): string => readFileSync(join(__dirname, 'golden', name), 'utf8');

interface Told {
  readonly result: DrillResult;
  readonly report: (change?: Partial<DrillResult>) => string;
  readonly line: string;
}

function told<Result extends DrillResult>(result: Result, scenario: Scenario<Result>): Told {
  return {
    result,
    report: (change = {}) => renderDrill({ ...result, ...change }, scenario),
    line: logLine(result, scenario.logged(result)),
  };
}

const DRILLS = [
  told(CORRUPTION_RESULT, CORRUPTION),
  told(OUTAGE_RESULT, OUTAGE),
  told(ZONE_RESULT, ZONE),
].map((drill): [string, Told] => [drill.result.scenario, drill]);

describe.each(DRILLS)('a drill, %s,', (scenario, { result, report, line }) => {
  it('is told to people as ever', () => {
    expect(report()).toBe(golden(`${scenario}.txt`));
  });

  it('says when it passed', () => {
    expect(report({ passed: true })).toContain('\nPassed: ');
  });

  it('has every field in the drill log that it ever had', () => {
    expect(JSON.parse(line)).toMatchObject(JSON.parse(golden(`${scenario}.log.json`)) as object);
    expect(line).not.toContain('\n');
  });

  it('fails for one claim that does not hold', () => {
    const { measured } = CORRUPTION_RESULT;
    const met = result.measured === null ? null : measured;
    expect(isPassed({ measured: met, findings: result.findings })).toBe(false);
    const holding = result.findings.map((finding) => ({ ...finding, holds: true }));
    expect(isPassed({ measured: met, findings: holding })).toBe(true);
  });
});

it('an objective that is not met fails a drill in which every claim holds', () => {
  const { measured } = CORRUPTION_RESULT;
  expect(isPassed({ measured: { ...measured, recoveryTimeMet: false }, findings: [] })).toBe(false);
  expect(isPassed({ measured: { ...measured, recoveryPointMet: false }, findings: [] })).toBe(false);
});

it('lines of the drill log, old and new, are read alike', () => {
  const folder = mkdtempSync(join(tmpdir(), 'drill-log-'));
  const log = join(folder, 'log.jsonl');
  const old = DRILLS.map(([name]) => JSON.stringify(JSON.parse(golden(`${name}.log.json`))));
  writeFileSync(log, [...old, ...DRILLS.map(([, { line }]) => line)].map((line) => `${line}\n`).join(''));
  const read = readDrills(log);
  rmSync(folder, { recursive: true });
  expect(read.map(({ scenario }) => scenario)).toEqual([
    ...['data-corruption', 'regional-outage'],
    ...['data-corruption', 'regional-outage'],
  ]);
  expect(read.slice(2)).toEqual(read.slice(0, 2));
});

describe('recovery time and recovery point', () => {
  const objectives = { recoveryTimeMinutes: 240, recoveryPointMinutes: 15 };
  const MINUTE = 60_000;

  it('are met up to the very minute of the objective', () => {
    const whole = fc.integer({ min: 0, max: 600 });
    fc.assert(
      fc.property(whole, whole, (time, point) => {
        const moments = { begun: 0, served: time * MINUTE, reached: -point * MINUTE, ended: 0 };
        expect(measureRecovery(moments, objectives)).toEqual({
          recoveryTimeMinutes: time,
          recoveryPointMinutes: point,
          recoveryTimeMet: time <= 240,
          recoveryPointMet: point <= 15,
        });
      }),
    );
  });

  it('are missed when nobody was served again', () => {
    const moments = { begun: 0, served: undefined, reached: 0, ended: 0 };
    expect(measureRecovery(moments, objectives)).toMatchObject({
      recoveryTimeMinutes: null,
      recoveryTimeMet: false,
    });
  });
});
