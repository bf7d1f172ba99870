import { createContributorInsights } from '../../scripts/local-cloud/services/contributor-insights';
import { understand } from '../../scripts/local-cloud/gateway/request';
import type { ServiceContext } from '../../scripts/local-cloud/gateway/service';

it('a store that stumbles is told as a failure that clients try again, not as an operation that nobody knows', async () => {
  const request = understand({
    method: 'POST',
    path: '/',
    rawQuery: '',
    headers: {
      authorization: 'AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/dynamodb/aws4_request',
      'x-amz-target': 'DynamoDB_20120810.DescribeContributorInsights',
    },
    body: Buffer.from(JSON.stringify({ TableName: 'ours' })),
  });
  const page = { status: 500, headers: { 'content-type': 'text/html' }, body: '<title>500</title>' };
  const context = { forward: () => Promise.resolve(page) } as unknown as ServiceContext;
  const answer = await createContributorInsights().respond(request, context);
  expect(answer).toMatchObject({ status: 500, headers: { 'x-amzn-errortype': 'InternalServerError' } });
});
