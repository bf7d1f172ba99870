import { compare } from '../model/build';
import type { RegionComparison } from '../regions/compare';
import { regionsDetector } from '../regions/detector';
import { HAZARDS, type HazardId } from './catalogue';
import { policyDetector } from './detectors/access';
import { driftDetector } from './detectors/drift';
import { networkDetector } from './detectors/network';
import { planDetector } from './detectors/plan';
import { pointerDetector } from './detectors/pointer';
import { recoveryDetector } from './detectors/recovery';
import { stateDetector } from './detectors/state';
import { trafficDetector } from './detectors/traffic';
import type { Detector, Evidence, Finding } from './types';

const DETECTORS: readonly Detector[] = [
  planDetector,
  stateDetector,
  recoveryDetector,
  pointerDetector,
  policyDetector,
  networkDetector,
  trafficDetector,
  driftDetector,
];

const ORDER = new Map(Object.keys(HAZARDS).map((id, index) => [id, index]));

/** Every hazard of the plans, in the order of the catalogue; the same hazard of the same resource once. */
export function detectHazards(
  evidence: readonly Evidence[],
  comparisons: readonly RegionComparison[],
): Finding[] {
  const findings = [
    ...evidence.flatMap((one) => DETECTORS.flatMap((detector) => detector(one))),
    ...regionsDetector(comparisons),
  ];
  const merged = new Map<string, Finding>();
  for (const finding of findings) {
    const key = JSON.stringify([finding.hazard, finding.stack, finding.resource]);
    const earlier = merged.get(key);
    const details = [...new Set([...(earlier?.details ?? []), ...finding.details])];
    merged.set(key, { ...finding, details });
  }
  return [...merged.values()].sort(
    (a, b) =>
      place(a.hazard) - place(b.hazard) || compare(a.stack, b.stack) || compare(a.resource, b.resource),
  );
}

function place(id: HazardId): number {
  return ORDER.get(id) ?? ORDER.size;
}
