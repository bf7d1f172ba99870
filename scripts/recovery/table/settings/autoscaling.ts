import {
  paginateDescribeScalableTargets,
  paginateDescribeScalingPolicies,
  PutScalingPolicyCommand,
  RegisterScalableTargetCommand,
  type ApplicationAutoScalingClient,
  type PolicyType,
  type PutScalingPolicyCommandInput,
  type ScalableDimension,
  type ScalingPolicy,
} from '@aws-sdk/client-application-auto-scaling';
import { canonicalJson, type Json } from '../../../engine/json';
import {
  byName,
  plain,
  replaceName,
  THIS_TABLE,
  type Setting,
  type Subject,
  type JsonObject,
} from './setting';

type Policies = Readonly<Record<string, { readonly type: string; readonly configuration: Json }>>;

interface Scaling extends JsonObject {
  /** `table` or `index/NAME`. */
  readonly place: string;
  readonly min: number;
  readonly max: number;
  readonly suspended: Json;
  readonly policies: Policies;
}

/** By place and dimension, such as `index/ReAuthStatusIndex dynamodb:index:ReadCapacityUnits`. */
type Scalings = Readonly<Record<string, Scaling>>;

const SERVICE = 'dynamodb' as const;

/** Application Auto Scaling of the table and its indexes: scalable targets and their policies. */
export const autoscaling: Setting<Scalings> = {
  id: 'autoscaling',
  async read({ clients: { autoscaling: client } }, subject) {
    const scalings: Record<string, Scaling> = {};
    const pages = paginateDescribeScalableTargets(
      { client },
      {
        ServiceNamespace: SERVICE,
        ResourceIds: resourcesOf(subject).map((place) => resourceId(subject, place)),
      },
    );
    for await (const { ScalableTargets = [] } of pages) {
      for (const { ResourceId = '', ScalableDimension = '', ...target } of ScalableTargets) {
        const place = ResourceId.replace(`table/${subject.name}`, 'table').replace('table/index/', 'index/');
        scalings[`${place} ${ScalableDimension}`] = {
          place,
          min: target.MinCapacity ?? 0,
          max: target.MaxCapacity ?? 0,
          suspended: suspension(target.SuspendedState),
          policies: await readPolicies(client, subject, { ResourceId, ScalableDimension }),
        };
      }
    }
    return scalings;
  },
  async put({ clients: { autoscaling: client } }, { subject, wanted, actual }) {
    const resources = resourcesOf(subject);
    let put = false;
    for (const [key, scaling] of Object.entries(wanted)) {
      const now = actual[key];
      if (!resources.includes(scaling.place) || canonicalJson(now ?? null) === canonicalJson(scaling))
        continue;
      put = true;
      const target = {
        ServiceNamespace: SERVICE,
        ResourceId: resourceId(subject, scaling.place),
        ScalableDimension: key.slice(scaling.place.length + 1) as ScalableDimension,
      };
      await client.send(
        new RegisterScalableTargetCommand({
          ...target,
          MinCapacity: scaling.min,
          MaxCapacity: scaling.max,
          SuspendedState: scaling.suspended as Record<string, boolean>,
        }),
      );
      for (const [name, { type, configuration }] of Object.entries(scaling.policies)) {
        await client.send(
          new PutScalingPolicyCommand({
            ...target,
            ...(configuration as Partial<PutScalingPolicyCommandInput>),
            PolicyName: name.replaceAll(THIS_TABLE, subject.name),
            PolicyType: type as PolicyType,
          }),
        );
      }
    }
    return put;
  },
  // Scaling of an index that is missing is told by the indexes.
  same(wanted, actual, { actual: { values } }) {
    const indexes = Object.keys((values.globalIndexes ?? {}) as object);
    const expected = Object.entries(wanted).filter(
      ([, { place }]) => place === 'table' || indexes.includes(place.replace('index/', '')),
    );
    return canonicalJson(Object.fromEntries(expected)) === canonicalJson(actual);
  },
};

/** Whether auto scaling, as it is wanted, may have chosen that capacity. @param value of this setting */
export function isWithinScaling(
  value: Json | undefined,
  { place, direction, units }: { place: string; direction: 'read' | 'write'; units: number },
): boolean {
  const dimension = direction === 'read' ? 'ReadCapacityUnits' : 'WriteCapacityUnits';
  return Object.entries((value ?? {}) as Scalings).some(
    ([key, scaling]) =>
      scaling.place === place && key.endsWith(dimension) && units >= scaling.min && units <= scaling.max,
  );
}

function resourcesOf({ description }: Subject): string[] {
  return ['table', ...byName(description.GlobalSecondaryIndexes).map(([name]) => `index/${name}`)];
}

function resourceId({ name }: Subject, place: string): string {
  return place === 'table' ? `table/${name}` : `table/${name}/${place}`;
}

function suspension(state: object | undefined): Json {
  return plain({
    DynamicScalingInSuspended: false,
    DynamicScalingOutSuspended: false,
    ScheduledScalingSuspended: false,
    ...state,
  });
}

async function readPolicies(
  client: ApplicationAutoScalingClient,
  subject: Subject,
  { ResourceId, ScalableDimension }: { ResourceId: string; ScalableDimension: string },
): Promise<Policies> {
  const policies: Record<string, { type: string; configuration: Json }> = {};
  const pages = paginateDescribeScalingPolicies(
    { client },
    {
      ServiceNamespace: SERVICE,
      ResourceId,
      ScalableDimension: ScalableDimension as ScalableDimension,
    },
  );
  for await (const { ScalingPolicies = [] } of pages) {
    for (const policy of ScalingPolicies) {
      if (policy.ResourceId !== ResourceId) continue;
      const name = replaceName(policy.PolicyName ?? '', subject.name, THIS_TABLE);
      policies[name] = { type: policy.PolicyType ?? '', configuration: configurationOf(policy) };
    }
  }
  return policies;
}

function configurationOf({
  TargetTrackingScalingPolicyConfiguration,
  StepScalingPolicyConfiguration,
  PredictiveScalingPolicyConfiguration,
}: ScalingPolicy): Json {
  return plain({
    TargetTrackingScalingPolicyConfiguration,
    StepScalingPolicyConfiguration,
    PredictiveScalingPolicyConfiguration,
  });
}
