import type { LocalService } from '../gateway/service';
import { jsonAnswer, jsonBody, type Json } from './support/json';
import { Regional } from './support/regional';

/** Tags of scalable targets, which moto takes and forgets (Application Auto Scaling API reference). */
export function createAutoscalingTags(): LocalService {
  const tags = new Regional(() => new Map<string, Record<string, string>>());
  return {
    name: 'application-autoscaling tags',
    async respond(request, { forward }) {
      if (request.service !== 'application-autoscaling') return undefined;
      const byArn = tags.of(request);
      const {
        ResourceARN = '',
        Tags = {},
        TagKeys = [],
      } = jsonBody(request) as {
        ResourceARN?: string;
        Tags?: Record<string, string>;
        TagKeys?: string[];
      };
      switch (request.operation) {
        case 'RegisterScalableTarget': {
          const answer = await forward(request);
          if (answer.status === 200) {
            const { ScalableTargetARN } = JSON.parse(answer.body.toString() || '{}') as Json;
            const arn = String(ScalableTargetARN);
            byArn.set(arn, { ...byArn.get(arn), ...Tags });
          }
          return answer;
        }
        case 'ListTagsForResource':
          return jsonAnswer(request, { Tags: byArn.get(ResourceARN) ?? {} });
        case 'TagResource':
          byArn.set(ResourceARN, { ...byArn.get(ResourceARN), ...Tags });
          return jsonAnswer(request, {});
        case 'UntagResource': {
          const kept = Object.entries(byArn.get(ResourceARN) ?? {}).filter(([key]) => !TagKeys.includes(key));
          byArn.set(ResourceARN, Object.fromEntries(kept));
          return jsonAnswer(request, {});
        }
        default:
          return undefined;
      }
    },
  };
}
