import type { Principals } from '../gateway/principals';
import type { LocalService } from '../gateway/service';
import { queryAnswer } from './support/query-protocol';

/** STS as far as it tells callers apart: who assumed which role, and who somebody is. */
export function createCallerIdentity(principals: Principals): LocalService {
  return {
    name: 'caller identity',
    async respond(request, { forward }) {
      if (request.service !== 'sts') return undefined;
      if (request.operation === 'AssumeRole') {
        const answer = await forward(request);
        principals.learn(request, answer);
        return answer;
      }
      if (request.operation !== 'GetCallerIdentity') return undefined;
      const { callerArn, userId } = principals.of(request);
      return queryAnswer('GetCallerIdentity', {
        Arn: callerArn,
        UserId: userId,
        Account: request.accountId,
      });
    },
  };
}
