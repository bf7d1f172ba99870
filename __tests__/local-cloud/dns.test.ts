import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { answerQuestion } from '../../scripts/local-cloud/dns/answer';
import { isHealthy, type Observation } from '../../scripts/local-cloud/dns/health';
import { resolveAddresses } from '../../scripts/local-cloud/dns/resolver';
import { createInProcessCloud } from '../../scripts/local-cloud/in-process';
import { loadSettings, namesFor } from '../../settings';
import { apiTarget, failoverDns } from '../support/failover-dns';
import { VirtualClock } from '../support/virtual-clock';

const settings = loadSettings({ env: { SYNCWELL_ENV: 'drill' } });
const names = namesFor(settings);
const dns = failoverDns(settings);
const [check] = dns.healthChecks;
const { primary, recovery, domain } = settings;

describe('the health of a check', () => {
  const healthy = (observations: readonly Observation[], now: number, inverted = true) =>
    isHealthy({ ...check!, inverted }, observations, now);
  const appears = { since: 100_000, succeeds: true };
  const goes = { since: 200_000, succeeds: false };

  it('is the opposite of the answer when it is inverted', () => {
    expect(healthy([], 0)).toBe(true);
    expect(healthy([], 0, false)).toBe(false);
  });

  it('follows an answer that came three times, ten seconds apart', () => {
    expect(healthy([appears], 129_999)).toBe(true);
    expect(healthy([appears], 130_000)).toBe(false);
    expect(healthy([appears, goes], 229_999)).toBe(false);
    expect(healthy([appears, goes], 230_000)).toBe(true);
  });

  it('does not follow a hitch', () => {
    const back = { since: 200_029, succeeds: true };
    expect(healthy([appears, { ...goes, since: 200_000 }, back], 200_030)).toBe(false);
  });

  it('never changes within 30 seconds after a change of the answer', () => {
    const history = fc
      .array(fc.integer({ min: 1, max: 120_000 }), { minLength: 1, maxLength: 12 })
      .map((gaps) => {
        let since = 0;
        return gaps.map((gap, index): Observation => {
          since += gap;
          return { since, succeeds: index % 2 === 0 };
        });
      });
    fc.assert(
      fc.property(history, fc.integer({ min: 0, max: 29_999 }), (observations, wait) => {
        const { since } = observations.at(-1)!;
        expect(healthy(observations, since + wait)).toBe(healthy(observations.slice(0, -1), since));
      }),
    );
  });
});

describe('an answer', () => {
  const ask = (name: string, type = 'A') => answerQuestion(dns, { name, type }, () => true);

  it('tells a name without such a record from a name that is not there', () => {
    expect(ask(domain.api, 'AAAA')).toEqual({ kind: 'nothing' });
    expect(ask(`other.${domain.zone}`)).toEqual({ kind: 'no-such-name' });
  });

  it('takes no notice of capitals and of the dot at the end', () => {
    expect(ask(`${domain.api.toUpperCase()}.`)).toEqual(ask(domain.api));
  });
});

describe('the resolver within the process', () => {
  it('sees the name move half a minute after the switch was put', async () => {
    const clock = new VirtualClock(Date.UTC(2026, 0, 1));
    const cloud = createInProcessCloud({ clock });
    const s3 = new S3Client({
      region: recovery.region,
      requestHandler: cloud.requestHandler,
      forcePathStyle: true,
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
    const Bucket = names.bucket('switch', recovery.region);
    await s3.send(new CreateBucketCommand({ Bucket }));
    const resolver = cloud.resolverOf(dns);
    const addresses = (name: string) => resolveAddresses(resolver, name);
    const before = await addresses(apiTarget(primary.region));
    const after = await addresses(apiTarget(recovery.region));
    expect(before).not.toEqual(after);
    expect(await addresses(domain.api)).toEqual(before);

    cloud.dark.set(primary.region, 'refuse');
    await s3.send(new PutObjectCommand({ Bucket, Key: names.failoverSwitchKey, Body: '{}' }));
    await clock.sleep(29_000);
    expect(await addresses(domain.api)).toEqual(before);
    await clock.sleep(1_000);
    expect(await addresses(domain.api)).toEqual(after);
  });
});
