export { ask } from './ask';
export { CHECKS, checksAt } from './checks';
export { daysSinceGoodDrill } from './checks/drills';
export { printedAs, verdictOf, type PrintedFinding, type DoctorResult } from './doctor';
export { newestIncidents } from './facts';
export { AREAS, areaOf, RUNS, type Area, type Check, type Finding, type Moment, type Run } from './model';
export {
  firstStep,
  moveTo,
  preflight,
  requireReady,
  type CheckResult,
  type PreflightProps,
  type Readiness,
} from './preflight';
export {
  readRecoveryPoints,
  readStatus,
  warningsOf,
  type Posture,
  type RecoveryPoint,
  type RecoveryPoints,
  type Status,
  type Warning,
} from './status';
export { openSurvey, type DrillRecord, type RegionSurvey, type Survey } from './survey';
