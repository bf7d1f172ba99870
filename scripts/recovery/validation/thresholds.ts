import type { Thresholds } from './report';

/** What is allowed where nothing is said. */
export const DEFAULT_THRESHOLDS: Required<Thresholds> = {
  maximumBadShare: 0,
  maximumUnknownEntities: 0,
  toleratedAtCut: 100,
  minimumShare: 0.8,
};
