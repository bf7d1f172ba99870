import { cdktf, entry, goOn } from './entry';
import { INCIDENT, PRIMARY, RESTORED, STACK, TABLE } from './examples';

const REPOINT = 'docs/runbooks/repoint.md';
type Incident = string | null;

/** Errors of the pointer document in AppConfig. */
export const POINTER = {
  POINTER_MOVED: entry<
    { readonly incident: Incident } & (
      { readonly live: string; readonly seen: string } | { readonly version: number; readonly newest: number }
    )
  >({
    kind: 'refused',
    means: 'Somebody else moved the pointer since this run last read it.',
    page: REPOINT,
    examples: [
      {
        live: `table ${TABLE}, epoch 5, writes on, incident none`,
        seen: `table ${TABLE}, epoch 4, writes on, incident none`,
        incident: INCIDENT,
      },
      { version: 9, newest: 8, incident: null },
    ],
    message: (parameters) =>
      'live' in parameters
        ? `Somebody else moved the pointer. It says ${parameters.live}; this run last saw ${parameters.seen}. It was not overwritten.`
        : `Somebody else made version ${parameters.version} of the pointer just now. This run knows version ${parameters.newest}. It was not overwritten.`,
    next: ({ incident }) => goOn(incident),
  }),
  POINTER_NOT_SERVED: entry<{
    readonly served: string;
    readonly wanted: string;
    readonly incident: Incident;
  }>({
    kind: 'verification',
    means: 'AppConfig still serves another pointer than the deployed one.',
    page: REPOINT,
    examples: [
      {
        served: `table ${TABLE}, epoch 4, writes on, incident none`,
        wanted: `table ${RESTORED}, epoch 5, writes off, incident ${INCIDENT}`,
        incident: INCIDENT,
      },
    ],
    message: ({ served, wanted }) =>
      `AppConfig still serves ${served}, a minute after the deployment of ${wanted} ended.`,
    next: ({ incident }) => goOn(incident),
  }),
  POINTER_NOT_IN_PLACE: entry({
    kind: 'verification',
    means: 'AppConfig does not serve the pointer that this step published.',
    page: REPOINT,
    examples: [
      { live: { table: TABLE, epoch: 4 }, wanted: { table: RESTORED, epoch: 5 }, incident: INCIDENT },
    ],
    message: ({ live, wanted }) =>
      `AppConfig serves ${live.table} with epoch ${live.epoch}, not ${wanted.table} with epoch ${wanted.epoch}.`,
    next: ({ incident }) => goOn(incident),
  }),
  POINTER_INVALID: entry({
    kind: 'precondition',
    means: 'AppConfig serves something that is not a pointer.',
    page: REPOINT,
    examples: [{ region: PRIMARY, characters: 17 }],
    message: ({ region, characters }) =>
      `AppConfig in ${region} serves ${characters} characters that are not a pointer. Allowed is the schema in settings/runtime-documents.ts.`,
    next: () => 'npx recover doctor --only runtime',
  }),
  CONFIG_MISSING: entry<
    { readonly region: string; readonly stack: string } & (
      { readonly kind: string; readonly name: string } | { readonly resource: string; readonly path: string }
    )
  >({
    kind: 'precondition',
    means: 'AppConfig in the region lacks the application, the environment, the profile or the pointer.',
    page: REPOINT,
    examples: [
      { kind: 'application', name: 'syncwell-drill', region: PRIMARY, stack: STACK },
      { resource: 'resource', path: 'syncwell-drill/pointer/pointer', region: PRIMARY, stack: STACK },
    ],
    message: (parameters) =>
      'kind' in parameters
        ? `AppConfig in ${parameters.region} has no ${parameters.kind} ${parameters.name}. The stack of the region makes it.`
        : `AppConfig in ${parameters.region} serves no pointer: it has no ${parameters.resource} for ${parameters.path}. The stack of the region makes it.`,
    next: ({ stack }) => cdktf('deploy', stack),
  }),
  CONFIG_AMBIGUOUS: entry({
    kind: 'precondition',
    means: 'AppConfig in the region has several applications, environments or profiles of one name.',
    page: REPOINT,
    examples: [{ kind: 'application', name: 'syncwell-drill', count: 2, region: PRIMARY }],
    message: ({ kind, name, count, region }) =>
      `AppConfig in ${region} has the ${kind} ${name} ${count} times. Allowed is exactly one.`,
    next: ({ region }) => `aws appconfig list-applications --region ${region}`,
  }),
  CONFIG_REJECTED: entry<{
    readonly reasons: readonly string[];
    readonly by: 'AppConfig' | 'the tool';
    readonly incident: Incident;
  }>({
    kind: 'failed',
    means: 'The new pointer breaks the schema of the pointer document.',
    page: REPOINT,
    examples: [
      { reasons: ['tableName (pattern): does not match'], by: 'AppConfig', incident: INCIDENT },
      { reasons: ['epoch (too_small)'], by: 'the tool', incident: null },
    ],
    message: ({ reasons, by }) =>
      by === 'AppConfig'
        ? `AppConfig's validator rejects the pointer: ${reasons.join('; ')}.`
        : `Bug: the tool made a pointer that breaks the schema in settings/runtime-documents.ts: ${reasons.join(', ')}. Nothing was published.`,
    next: ({ incident }) => goOn(incident),
  }),
  ENVIRONMENT_BUSY: entry<{
    readonly environment: string;
    readonly stopped: readonly number[];
    readonly incident: Incident;
  }>({
    kind: 'failed',
    means: 'Somebody else deploys into the AppConfig environment of the pointer again and again.',
    page: REPOINT,
    examples: [{ environment: 'pointer', stopped: [7, 8, 9], incident: INCIDENT }],
    message: ({ environment, stopped }) =>
      `Somebody else deploys into the AppConfig environment ${environment} again and again. This run stopped ${stopped.length} deployments: ${stopped.join(', ')}. Find out who deploys.`,
    next: ({ incident }) => goOn(incident),
  }),
  DEPLOYMENT_ROLLED_BACK: entry<{
    readonly deployment: number;
    readonly state: string;
    readonly triggeredBy: string;
    readonly reason: string;
    readonly incident: Incident;
  }>({
    kind: 'failed',
    means: 'AppConfig rolled the deployment of the pointer back.',
    page: REPOINT,
    examples: [
      {
        deployment: 7,
        state: 'ROLLED_BACK',
        triggeredBy: 'CLOUDWATCH_ALARM',
        reason: 'alarm syncwell-drill-errors went off',
        incident: INCIDENT,
      },
    ],
    message: ({ deployment, state, triggeredBy, reason }) =>
      `Deployment ${deployment} of the pointer ended as ${state}, triggered by ${triggeredBy}: ${reason}.`,
    next: ({ incident }) => goOn(incident),
  }),
  DEPLOYMENT_STUCK: entry({
    kind: 'failed',
    means: 'The deployment of the pointer does not end.',
    page: REPOINT,
    examples: [
      { deployment: 7, minutes: 5, application: 'abc1234', environment: 'def5678', region: PRIMARY },
    ],
    message: ({ deployment, minutes }) =>
      `Deployment ${deployment} of the pointer has not ended after ${minutes} minutes.`,
    next: ({ deployment, application, environment, region }) =>
      `aws appconfig get-deployment --application-id ${application} --environment-id ${environment} --deployment-number ${deployment} --region ${region}`,
  }),
};
