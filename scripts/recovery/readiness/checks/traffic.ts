import {
  paginateListHealthChecks,
  ListHostedZonesByNameCommand,
  ListResourceRecordSetsCommand,
  type ResourceRecordSet,
} from '@aws-sdk/client-route-53';
import { GetBucketPolicyCommand } from '@aws-sdk/client-s3';
import { GetParametersCommand } from '@aws-sdk/client-ssm';
import { listKeys } from '../../aws/s3-objects';
import { isSwitchedOn } from '../../service/traffic/switch';
import { deploy } from '../mends';
import { EVERY_MOVE, failed, ok, unless, UNLESS_KNOWN, warning, type Check, type Seen } from '../model';
import { once, type Survey, type RegionSurvey } from '../survey';

const traffic = deploy('traffic');

/** The switch works on the data plane only, if all of this was made before (aws-facts.md, 7.8). */
export const TRAFFIC: readonly Check[] = [
  {
    id: 'traffic/domain-primary',
    title: "The API's domain name exists in the primary region",
    severity: 'critical',
    moments: ['doctor', ...EVERY_MOVE],
    region: 'primary',
    mend: deploy('foundation-primary'),
    look: (survey) => domain(survey, survey.primary),
  },
  {
    id: 'traffic/domain-recovery',
    title: "The API's domain name waits in the recovery region, with its certificate",
    severity: 'critical',
    moments: ['doctor', ...EVERY_MOVE],
    region: 'recovery',
    mend: deploy('foundation-recovery'),
    look: (survey) => domain(survey, survey.recovery),
  },
  {
    id: 'traffic/records',
    title: "The API's name has a record for each region",
    severity: 'critical',
    mend: traffic,
    async look(survey) {
      const records = await readRecords(survey);
      return unless(
        (['PRIMARY', 'SECONDARY'] as const).map(
          (failover) => !records.some(({ Failover }) => Failover === failover) && `no ${failover} record`,
        ),
        `${survey.settings.domain.api}: PRIMARY and SECONDARY`,
      );
    },
  },
  {
    id: 'traffic/targets',
    title: 'Each record points to the domain name of its region',
    severity: 'critical',
    mend: traffic,
    async look(survey) {
      const records = await readRecords(survey);
      const complaints = await Promise.all(
        (['primary', 'recovery'] as const).map(async (regionKind) => {
          const { target } = await readDomain(survey, survey[regionKind]);
          const Failover = regionKind === 'primary' ? 'PRIMARY' : 'SECONDARY';
          const record = records.find((one) => one.Failover === Failover);
          const points = record?.AliasTarget?.DNSName?.replace(/\.$/, '');
          if (record === undefined || target === undefined || points === target) return false;
          return `${Failover} points to ${points ?? 'nothing'}, not ${target}`;
        }),
      );
      return unless(complaints, 'both do');
    },
  },
  {
    id: 'traffic/health-check',
    title: 'A health check looks for the switch, and takes its absence for health',
    severity: 'critical',
    mend: traffic,
    async look(survey) {
      const { names, recovery } = survey;
      const { region } = recovery.target;
      const host = `${names.bucket('switch', region)}.s3.${region}.amazonaws.com`;
      const primary = (await readRecords(survey)).find(({ Failover }) => Failover === 'PRIMARY');
      const check = await readHealthCheck(survey, primary?.HealthCheckId);
      if (check === undefined) return failed('the record of the primary region has no health check');
      const { FullyQualifiedDomainName, ResourcePath, Inverted, Disabled } = check;
      return unless(
        [
          FullyQualifiedDomainName !== host && `it looks at ${FullyQualifiedDomainName ?? 'nothing'}`,
          ResourcePath !== `/${names.failoverSwitchKey}` && `it looks for ${ResourcePath ?? 'nothing'}`,
          Inverted !== true && 'it is not inverted',
          Disabled === true && 'it is disabled',
        ],
        host,
      );
    },
  },
  {
    id: 'traffic/switch-bucket',
    title: 'Health checkers may see the switch, and nothing else',
    severity: 'critical',
    mend: deploy('foundation-recovery'),
    async look({ names, recovery: { clients, target } }) {
      const { Policy = '{}' } = await clients.s3.send(
        new GetBucketPolicyCommand({ Bucket: names.bucket('switch', target.region) }),
      );
      const { Statement = [] } = JSON.parse(Policy) as { Statement?: PolicyStatement[] };
      const key = `${names.bucketArn('switch', target.region)}/${names.failoverSwitchKey}`;
      const allowed = Statement.filter(({ Effect }) => Effect === 'Allow').flatMap(
        ({ Resource }) => Resource,
      );
      return unless(
        [
          !allowed.includes(key) && `nobody may see ${key}`,
          allowed.some((resource) => resource !== key) && `more is public: ${allowed.join(', ')}`,
        ],
        key,
      );
    },
  },
  {
    id: 'traffic/switch-open',
    title: 'Traffic goes to the primary region',
    severity: 'major',
    mend: ({ names, settings }) =>
      `aws s3api delete-object --bucket ${names.bucket('switch', settings.recovery.region)} --key ${names.failoverSwitchKey} --region ${settings.recovery.region}`,
    async look({ names, clock, recovery: { clients, target } }) {
      const bucket = { s3: clients.s3, bucket: names.bucket('switch', target.region), clock };
      return (await listKeys(bucket, names.failoverSwitchKey)).includes(names.failoverSwitchKey)
        ? warning(`the switch is on: traffic goes to ${target.region}. Take it away only after a failback`)
        : ok('the switch is off');
    },
  },
  {
    id: 'traffic/elsewhere',
    title: 'Traffic does not go yet to the region that is to take the service',
    severity: 'critical',
    moments: EVERY_MOVE,
    preflightName: 'traffic',
    stops: UNLESS_KNOWN,
    mend: () => 'npx recover status',
    async look({ action, settings, run }) {
      const { target, clock, clients } = action;
      // The switch lies in the recovery region.
      const { s3 } = target.regionKind === 'recovery' ? clients : (run?.source?.clients ?? clients);
      const isAway = await isSwitchedOn({ target, clock, s3 });
      const { region } = isAway ? settings.recovery : settings.primary;
      if (region !== target.region) return ok(`goes to ${region}`);
      const isHome = target.regionKind === 'primary';
      return failed(
        `goes to ${region} already: there is nothing to ${isHome ? 'bring home' : 'rebuild'}`,
        `npx recover status --region ${target.region}`,
      );
    },
  },
];

interface PolicyStatement {
  readonly Effect: string;
  readonly Resource: string | readonly string[];
}

/** Where the API's domain name points, as its foundation published it; undefined: nowhere yet. */
function readDomain(survey: Survey, { clients, target: { names, regionKind } }: RegionSurvey) {
  return once(survey, `domain ${regionKind}`, async () => {
    const wanted = [names.apiDomainTargetParameter, names.apiDomainZoneParameter];
    const { Parameters = [] } = await clients.ssm.send(new GetParametersCommand({ Names: wanted }));
    const [target, zone] = wanted.map((name) => Parameters.find(({ Name }) => Name === name)?.Value);
    return { target, zone };
  });
}

async function domain(survey: Survey, region: RegionSurvey): Promise<Seen> {
  const { target, zone } = await readDomain(survey, region);
  return target === undefined || zone === undefined
    ? failed(`${region.target.region} has not published where ${survey.settings.domain.api} points`)
    : ok(target);
}

/** Of the API's name. @throws Error NoSuchHostedZone */
function readRecords(survey: Survey): Promise<ResourceRecordSet[]> {
  return once(survey, 'records', async () => {
    const { route53 } = survey.primary.clients;
    const { zone, api } = survey.settings.domain;
    const { HostedZones = [] } = await route53.send(new ListHostedZonesByNameCommand({ DNSName: zone }));
    const found = HostedZones.find(
      ({ Name, Config }) => Name?.replace(/\.$/, '') === zone && Config?.PrivateZone !== true,
    );
    if (found === undefined) {
      throw Object.assign(new Error(`no public zone ${zone}`), { name: 'NoSuchHostedZone' });
    }
    // Records come in the order of their names: those of this one are the first from its name on.
    const { ResourceRecordSets = [] } = await route53.send(
      new ListResourceRecordSetsCommand({
        HostedZoneId: found.Id,
        StartRecordName: api,
        StartRecordType: 'A',
      }),
    );
    return ResourceRecordSets.filter(({ Name, Type }) => Name?.replace(/\.$/, '') === api && Type === 'A');
  });
}

/** Listed instead of asked for: of one that does not exist, there is nothing to tell. */
async function readHealthCheck(survey: Survey, id: string | undefined) {
  if (id === undefined) return undefined;
  for await (const { HealthChecks = [] } of paginateListHealthChecks(
    { client: survey.primary.clients.route53 },
    {},
  )) {
    const found = HealthChecks.find(({ Id }) => Id === id);
    if (found !== undefined) return found.HealthCheckConfig;
  }
  return undefined;
}
