import type { RequestRecord } from '../../local-cloud/gateway/request-log';
import { some, type Finding } from './finding';

export interface RequestsProps {
  /** Everything that the cloud was asked between the loss of the region and the end of the verification. */
  readonly requests: readonly Pick<RequestRecord, 'service' | 'region' | 'operation'>[];
  readonly lost: string;
  readonly recovery: string;
}

/** Their control planes are in one region for the whole world (AWS Fault Isolation Boundaries, "Global services"). */
const GLOBAL_SERVICES: ReadonlySet<string> = new Set(['iam', 'route53', 'cloudfront', 'organizations']);
/** Depend on the same region ("S3: bucket creation and configuration"). */
const BUCKET_WRITES = /^((Create|Delete)Bucket|(Put|Delete)Bucket[A-Z].*)$/;

/** What a rebuild may not do while a region is lost: not even ask whether it is back. */
export function proveRequests({ requests, lost, recovery }: RequestsProps): Finding[] {
  const named = (chosen: readonly Pick<RequestRecord, 'service' | 'region' | 'operation'>[]): string[] => [
    ...new Set(chosen.map(({ service, region, operation }) => `${service} ${operation} in ${region}`)),
  ];
  const told = (names: readonly string[], fine: string): string => (names.length === 0 ? fine : some(names));
  const toLost = named(requests.filter(({ region }) => region === lost));
  const elsewhere = named(requests.filter(({ region }) => region !== lost && region !== recovery));
  const global = named(requests.filter(({ service }) => GLOBAL_SERVICES.has(service)));
  const buckets = named(
    requests.filter(({ service, operation }) => service === 's3' && BUCKET_WRITES.test(operation)),
  );
  return [
    {
      id: 'lost-region-not-asked',
      claim:
        'between loss and verification not one call went to the lost region, nor to any but the recovery region',
      holds: toLost.length === 0 && elsewhere.length === 0 && requests.length > 0,
      evidence: told([...toLost, ...elsewhere], `${requests.length} calls, all in ${recovery}`),
    },
    {
      id: 'no-global-control-plane',
      claim: 'none went to IAM, to the control plane of Route 53 or to another global service',
      holds: global.length === 0,
      evidence: told(
        global,
        `${new Set(requests.map(({ service }) => service)).size} services asked, none global`,
      ),
    },
    {
      id: 'no-bucket-made',
      claim: 'no bucket was made or configured',
      holds: buckets.length === 0,
      evidence: told(buckets, 'objects only'),
    },
  ];
}
