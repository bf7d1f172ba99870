import {
  GetAWSDefaultServiceQuotaCommand,
  GetServiceQuotaCommand,
  type ServiceQuotasClient,
} from '@aws-sdk/client-service-quotas';

/** As Service Quotas names it. */
export interface QuotaName {
  readonly service: string;
  readonly code: string;
}

/** Service Quotas says what was raised; what never was has AWS's default (aws-facts.md, 7.4). */
export async function readQuota(
  quotas: ServiceQuotasClient,
  { service: ServiceCode, code: QuotaCode }: QuotaName,
): Promise<number> {
  const raised = await quotas
    .send(new GetServiceQuotaCommand({ ServiceCode, QuotaCode }))
    .catch((error: unknown) => {
      if ((error as Error).name !== 'NoSuchResourceException') throw error;
      return undefined;
    });
  const { Quota } =
    raised ?? (await quotas.send(new GetAWSDefaultServiceQuotaCommand({ ServiceCode, QuotaCode })));
  if (Quota?.Value === undefined)
    throw new Error(`Service Quotas gave no value for ${ServiceCode} ${QuotaCode}`);
  return Quota.Value;
}
