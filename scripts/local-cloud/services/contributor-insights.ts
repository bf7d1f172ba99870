import { renderError } from '../gateway/errors';
import type { LocalService, ServiceContext, ServiceRequest, ServiceResponse } from '../gateway/service';
import { jsonAnswer, jsonBody, type Json } from './support/json';
import { Regional } from './support/regional';

const OPERATIONS = new Set([
  'UpdateContributorInsights',
  'DescribeContributorInsights',
  'ListContributorInsights',
]);

/** Contributor insights of DynamoDB tables and their indexes: the switch, not the graphs (DynamoDB API reference). */
export function createContributorInsights(): LocalService {
  const enabled = new Regional(() => new Set<string>());
  return {
    name: 'dynamodb contributor insights',
    async respond(request, context) {
      const { service, operation = '' } = request;
      if (service !== 'dynamodb' || !OPERATIONS.has(operation)) return undefined;
      const { TableName, IndexName, ContributorInsightsAction } = jsonBody(request) as Record<string, string>;
      const missing = await missingTable(request, context, TableName);
      if (missing !== undefined) return missing;
      const switches = enabled.of(request);
      if (operation === 'ListContributorInsights') {
        const summaries = [...switches].map((key) => JSON.parse(key) as Json);
        return jsonAnswer(request, {
          ContributorInsightsSummaries: summaries
            .filter((summary) => TableName === undefined || summary.TableName === TableName)
            .map((summary) => ({ ...summary, ContributorInsightsStatus: 'ENABLED' })),
        });
      }
      const key = JSON.stringify({ TableName, IndexName });
      if (ContributorInsightsAction === 'ENABLE') switches.add(key);
      if (ContributorInsightsAction === 'DISABLE') switches.delete(key);
      const status = switches.has(key) ? 'ENABLED' : 'DISABLED';
      return jsonAnswer(request, { TableName, IndexName, ContributorInsightsStatus: status });
    },
  };
}

/** @returns the error of a table that does not exist, or of a store that cannot tell */
async function missingTable(
  request: ServiceRequest,
  { forward }: ServiceContext,
  tableName: string | undefined,
): Promise<ServiceResponse | undefined> {
  if (tableName === undefined) return undefined;
  const answer = await forward({
    ...request,
    operation: 'DescribeTable',
    headers: { ...request.headers, 'x-amz-target': 'DynamoDB_20120810.DescribeTable' },
    body: Buffer.from(JSON.stringify({ TableName: tableName })),
  });
  if (answer.status === 200) return undefined;
  // The store stumbled, with a page that would be taken for an operation that it does not know: whoever asks tries again.
  if (answer.status >= 500) {
    const message = `The store failed to describe ${tableName}`;
    return renderError(request, { status: 500, code: 'InternalServerError', message });
  }
  return renderError(request, {
    status: 400,
    code: 'ResourceNotFoundException',
    message: `Requested resource not found: Table: ${tableName} not found`,
  });
}
