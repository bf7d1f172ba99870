import { renderError } from '../gateway/errors';
import type { LocalService, ServiceRequest, ServiceResponse } from '../gateway/service';
import { jsonAnswer, jsonBody } from './support/json';
import { Regional } from './support/regional';

const OPERATIONS = /^(Describe|Enable|Disable|Update)KinesisStreamingDestination$/;

/**
 * Kinesis destinations of DynamoDB tables: the switch, not the records, and at once instead of a while later (DynamoDB
 * API reference). A table that does not exist has none.
 */
export function createKinesisDestinations(): LocalService {
  const regional = new Regional(() => new Map<string, Map<string, string>>());
  return {
    name: 'dynamodb kinesis destinations',
    respond(request) {
      const { service, operation = '' } = request;
      const isOurs = service === 'dynamodb' && OPERATIONS.test(operation);
      return Promise.resolve(isOurs ? answer(regional.of(request), request) : undefined);
    },
  };
}

function answer(tables: Map<string, Map<string, string>>, request: ServiceRequest): ServiceResponse {
  const { operation = '' } = request;
  const body = jsonBody(request);
  const { TableName = '', StreamArn = '' } = body as Record<string, string>;
  const precisions = tables.get(TableName) ?? new Map<string, string>();
  tables.set(TableName, precisions);
  if (operation === 'DescribeKinesisStreamingDestination') {
    return jsonAnswer(request, {
      TableName,
      KinesisDataStreamDestinations: [...precisions].map(([arn, precision]) => ({
        StreamArn: arn,
        DestinationStatus: 'ACTIVE',
        ApproximateCreationDateTimePrecision: precision,
      })),
    });
  }
  if (precisions.has(StreamArn) === (operation === 'EnableKinesisStreamingDestination')) {
    const message = `The destination ${StreamArn} of ${TableName} is ${precisions.has(StreamArn) ? 'on already' : 'not on'}`;
    return renderError(request, { status: 400, code: 'ResourceInUseException', message });
  }
  const configuration = (body.EnableKinesisStreamingConfiguration ??
    body.UpdateKinesisStreamingConfiguration ??
    {}) as Record<string, string>;
  const { ApproximateCreationDateTimePrecision: precision = 'MILLISECOND' } = configuration;
  if (operation === 'DisableKinesisStreamingDestination') precisions.delete(StreamArn);
  else precisions.set(StreamArn, precision);
  const DestinationStatus = precisions.has(StreamArn) ? 'ENABLING' : 'DISABLING';
  return jsonAnswer(request, { TableName, StreamArn, DestinationStatus });
}
