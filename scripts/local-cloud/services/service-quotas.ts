import { renderError } from '../gateway/errors';
import type { LocalService } from '../gateway/service';
import { jsonAnswer, jsonBody } from './support/json';
import { Regional } from './support/regional';

/** AWS's defaults, by service and code: what a new account may get less of (each service's quota page). */
const DEFAULTS: Readonly<Record<string, { readonly name: string; readonly value: number }>> = {
  'fargate/L-3032A538': { name: 'Fargate On-Demand vCPU resource count', value: 6 },
  'vpc/L-F678F1CE': { name: 'VPCs per Region', value: 5 },
  'vpc/L-29B6F2EB': { name: 'Interface VPC endpoints per VPC', value: 50 },
  'ec2/L-0263D0A3': { name: 'EC2-VPC Elastic IPs', value: 5 },
  'dynamodb/L-CF0CBE56': { name: 'Table-level read throughput limit', value: 40_000 },
  'dynamodb/L-AB614373': { name: 'Table-level write throughput limit', value: 40_000 },
  'secretsmanager/L-2F66C23C': { name: 'Secrets per Region', value: 500_000 },
};

export interface ServiceQuotasProps {
  /** Quotas of an account that differ from AWS's defaults, by `service/code`. @default none */
  readonly applied?: Readonly<Record<string, number>>;
}

interface Asked {
  readonly ServiceCode: string;
  readonly QuotaCode: string;
  readonly DesiredValue?: number;
}

/**
 * Quotas as Service Quotas tells them: what was never raised is known by its default only. What is asked for is granted
 * at once (Service Quotas API reference).
 */
export function createServiceQuotas({ applied = {} }: ServiceQuotasProps = {}): LocalService {
  const raised = new Regional(() => new Map<string, number>(Object.entries(applied)));
  return {
    name: 'service quotas',
    respond(request) {
      if (request.service !== 'servicequotas') return Promise.resolve(undefined);
      const { ServiceCode, QuotaCode, DesiredValue } = jsonBody(request) as unknown as Asked;
      const key = `${ServiceCode}/${QuotaCode}`;
      const standard = DEFAULTS[key];
      const values = raised.of(request);
      const refuse = (code: string, message: string) =>
        Promise.resolve(renderError(request, { status: 400, code, message }));
      const quota = (Value: number) =>
        Promise.resolve(
          jsonAnswer(request, {
            Quota: { ServiceCode, QuotaCode, QuotaName: standard?.name, Value, Adjustable: true },
          }),
        );
      const missing = () => refuse('NoSuchResourceException', `There is no quota ${key}`);
      switch (request.operation) {
        case 'GetServiceQuota': {
          const value = values.get(key);
          return value === undefined ? missing() : quota(value);
        }
        case 'GetAWSDefaultServiceQuota':
          return standard === undefined ? missing() : quota(standard.value);
        case 'RequestServiceQuotaIncrease': {
          if (standard === undefined) return missing();
          const now = values.get(key) ?? standard.value;
          if (DesiredValue === undefined || DesiredValue <= now) {
            return refuse('IllegalArgumentException', `You must provide a quota value greater than ${now}`);
          }
          values.set(key, DesiredValue);
          return Promise.resolve(
            jsonAnswer(request, {
              RequestedQuota: { Id: key, ServiceCode, QuotaCode, DesiredValue, Status: 'APPROVED' },
            }),
          );
        }
        default:
          return Promise.resolve(undefined);
      }
    },
  };
}
