import type { LocalService } from '../gateway/service';
import { editJson, jsonBody, type Json } from './support/json';
import { Regional } from './support/regional';

const ATTRIBUTE = 'RedriveAllowPolicy';

/** Which queues may use a queue for their dead letters, which moto takes and forgets (Amazon SQS API reference). */
export function createQueueRedrive(): LocalService {
  const policies = new Regional(() => new Map<string, string>());
  return {
    name: 'sqs redrive allow policies',
    async respond(request, { forward }) {
      if (request.service !== 'sqs') return undefined;
      const remembered = policies.of(request);
      switch (request.operation) {
        case 'SetQueueAttributes': {
          const { QueueUrl, Attributes = {} } = jsonBody(request) as {
            QueueUrl: string;
            Attributes?: Record<string, string>;
          };
          const policy = Attributes[ATTRIBUTE];
          if (policy !== undefined) remembered.set(queueOf(QueueUrl), policy);
          return forward(request);
        }
        case 'GetQueueAttributes': {
          const { QueueUrl, AttributeNames = [] } = jsonBody(request) as {
            QueueUrl: string;
            AttributeNames?: string[];
          };
          const policy = remembered.get(queueOf(QueueUrl));
          const wanted = AttributeNames.includes('All') || AttributeNames.includes(ATTRIBUTE);
          if (policy === undefined || policy === '' || !wanted) return undefined;
          return editJson(await forward(request), (content) => ({
            ...content,
            Attributes: { ...(content.Attributes as Json | undefined), [ATTRIBUTE]: policy },
          }));
        }
        default:
          return undefined;
      }
    },
  };
}

/** Account and name: the host of a queue's address is of no account. */
function queueOf(url: string): string {
  return new URL(url).pathname;
}
