import { renderError } from '../gateway/errors';
import type { LocalService } from '../gateway/service';
import { parametersOf } from './support/query-protocol';

/** "Private DNS" is not supported for them (DynamoDB developer guide, "AWS PrivateLink for DynamoDB Streams"). */
const WITHOUT_PRIVATE_NAME = '.dynamodb-streams';

/** Interface endpoints as EC2 makes them: a private DNS name only for services that provide one. The rest is moto's. */
export function createVpcEndpoints(): LocalService {
  return {
    name: 'vpc endpoints',
    respond(request) {
      if (request.service !== 'ec2' || !/^(Create|Modify)VpcEndpoint$/.test(request.operation ?? ''))
        return Promise.resolve(undefined);
      const parameters = parametersOf(request);
      const service = parameters.get('ServiceName') ?? '';
      if (!service.endsWith(WITHOUT_PRIVATE_NAME) || parameters.get('PrivateDnsEnabled') !== 'true')
        return Promise.resolve(undefined);
      const message = `Private DNS can't be enabled because the service ${service} does not provide a private DNS name.`;
      return Promise.resolve(renderError(request, { status: 400, code: 'InvalidParameter', message }));
    },
  };
}
