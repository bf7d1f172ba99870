import type { LocalService } from '../gateway/service';
import { editJson, jsonAnswer, jsonBody, type Json } from './support/json';
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
          const policy = remembered.get(queueOf(QueueUrl)) ?? '';
          const wanted = AttributeNames.includes('All') || AttributeNames.includes(ATTRIBUTE);
          if (!wanted) return undefined;
          const attribute = policy === '' ? {} : { [ATTRIBUTE]: policy };
          // moto refuses the attribute's name, so it is asked for the others only.
          const others = AttributeNames.filter((name) => name !== ATTRIBUTE);
          if (others.length === 0) return jsonAnswer(request, { Attributes: attribute });
          const body = Buffer.from(JSON.stringify({ QueueUrl, AttributeNames: others }));
          return editJson(await forward({ ...request, body }), (content) => ({
            ...content,
            Attributes: { ...(content.Attributes as Json | undefined), ...attribute },
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
