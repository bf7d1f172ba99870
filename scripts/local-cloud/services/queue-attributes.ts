import type { LocalService } from '../gateway/service';
import { editJson, jsonAnswer, jsonBody, type Json } from './support/json';
import { Regional } from './support/regional';

const ATTRIBUTE = 'RedriveAllowPolicy';

/** Attributes of queues as the service gives them back: moto forgets who may use a queue for dead letters (Amazon SQS API reference). */
export function createQueueAttributes(): LocalService {
  const policies = new Regional(() => new Map<string, string>());
  return {
    name: 'sqs queue attributes',
    async respond(request, { forward }) {
      if (request.service !== 'sqs') return undefined;
      const remembered = policies.of(request);
      switch (request.operation) {
        case 'SetQueueAttributes': {
          const { QueueUrl, Attributes = {} } = jsonBody(request) as {
            QueueUrl: string;
            Attributes?: Record<string, string>;
          };
          const { [ATTRIBUTE]: policy, ...others } = Attributes;
          if (policy !== undefined) remembered.set(queueOf(QueueUrl), policy);
          if (Object.keys(others).length === 0) return jsonAnswer(request, {});
          return forward({ ...request, body: Buffer.from(JSON.stringify({ QueueUrl, Attributes: others })) });
        }
        case 'GetQueueAttributes': {
          const { QueueUrl, AttributeNames = [] } = jsonBody(request) as {
            QueueUrl: string;
            AttributeNames?: string[];
          };
          const policy = remembered.get(queueOf(QueueUrl)) ?? '';
          const wanted = AttributeNames.includes('All') || AttributeNames.includes(ATTRIBUTE);
          const attribute = wanted && policy !== '' ? { [ATTRIBUTE]: policy } : {};
          // moto refuses the attribute's name, so it is asked for the others only.
          const others = AttributeNames.filter((name) => name !== ATTRIBUTE);
          if (others.length === 0) return jsonAnswer(request, { Attributes: attribute });
          const body = Buffer.from(JSON.stringify({ QueueUrl, AttributeNames: others }));
          return editJson(await forward({ ...request, body }), (content) => ({
            ...content,
            Attributes: {
              ...compact(content.Attributes as Record<string, string> | undefined),
              ...attribute,
            },
          }));
        }
        default:
          return undefined;
      }
    },
  };
}

/** moto spaces out its JSON; the service gives a policy back without a blank, and clients compare the text. */
function compact(attributes: Readonly<Record<string, string>> = {}): Json {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [
      name,
      value.startsWith('{') ? JSON.stringify(JSON.parse(value)) : value,
    ]),
  );
}

/** Account and name: the host of a queue's address is of no account. */
function queueOf(url: string): string {
  return new URL(url).pathname;
}
