/* eslint-disable @typescript-eslint/no-require-imports -- an import would load every command at once */
import type { CommandId, Declared, InputOf } from './declaration';
import type { Call } from './support/operation';

type Run<Id extends CommandId> = (
  input: InputOf<Extract<Declared, { readonly id: Id }>>,
  call: Call,
) => number | Promise<number>;

/**
 * What each command does, by its words; it returns the exit status. A command is loaded when it is asked for: the tool
 * is in a hurry, and most commands need little of what the others need.
 */
export const RUNS: { readonly [Id in CommandId]: () => Run<Id> } = {
  'sign-in': () => (require('./sign-in') as typeof import('./sign-in')).run,
  status: () => (require('./status') as typeof import('./status')).run,
  doctor: () => (require('./doctor') as typeof import('./doctor')).run,
  estimate: () => (require('./estimate') as typeof import('./estimate')).run,
  'preflight data-corruption': () => (require('./preflight') as typeof import('./preflight')).dataCorruption,
  'preflight regional-outage': () => (require('./preflight') as typeof import('./preflight')).regionalOutage,
  'preflight failback': () => (require('./preflight') as typeof import('./preflight')).failback,
  report: () => (require('./report') as typeof import('./report')).run,
  'run data-corruption': () => (require('./run') as typeof import('./run')).dataCorruption,
  'run regional-outage': () => (require('./outage/run') as typeof import('./outage/run')).regionalOutage,
  'run failback': () => (require('./outage/run') as typeof import('./outage/run')).failback,
  resume: () => (require('./resume') as typeof import('./resume')).run,
  approve: () => (require('./approve') as typeof import('./approve')).run,
  abort: () => (require('./abort') as typeof import('./abort')).run,
  'halt-writes': () => (require('./halt-writes') as typeof import('./halt-writes')).run,
  'resume-writes': () => (require('./resume-writes') as typeof import('./resume-writes')).run,
  'find-restore-point': () => (require('./find-restore-point') as typeof import('./find-restore-point')).run,
  restore: () => (require('./restore') as typeof import('./restore')).run,
  rewind: () => (require('./rewind') as typeof import('./rewind')).run,
  salvage: () => (require('./salvage') as typeof import('./salvage')).run,
  validate: () => (require('./validate') as typeof import('./validate')).run,
  repoint: () => (require('./repoint') as typeof import('./repoint')).run,
  protect: () => (require('./protect') as typeof import('./protect')).run,
  'secrets backup': () => (require('./secrets/backup') as typeof import('./secrets/backup')).run,
  'secrets restore': () => (require('./secrets/restore') as typeof import('./secrets/restore')).run,
  'secrets verify': () => (require('./secrets/verify') as typeof import('./secrets/verify')).run,
  'images pin': () => (require('./images/pin') as typeof import('./images/pin')).run,
  'drill data-corruption': () =>
    (require('./drill/data-corruption') as typeof import('./drill/data-corruption')).run,
  'drill regional-outage': () =>
    (require('./drill/regional-outage') as typeof import('./drill/regional-outage')).run,
  'drill az-failure': () => (require('./drill/az-failure') as typeof import('./drill/az-failure')).run,
  'local-cloud start': () => (require('./local-cloud') as typeof import('./local-cloud')).start,
  'local-cloud stop': () => (require('./local-cloud') as typeof import('./local-cloud')).stop,
  'local-cloud status': () => (require('./local-cloud') as typeof import('./local-cloud')).status,
  'local-cloud env': () => (require('./local-cloud') as typeof import('./local-cloud')).env,
  'local-cloud region': () => (require('./local-cloud') as typeof import('./local-cloud')).region,
  'local-cloud faults': () => (require('./local-cloud') as typeof import('./local-cloud')).faults,
  'local-cloud requests': () => (require('./local-cloud') as typeof import('./local-cloud')).requests,
  'plan-review': () => (require('./plan-review') as typeof import('./plan-review')).run,
  completion: () => (require('./completion') as typeof import('./completion')).run,
};
