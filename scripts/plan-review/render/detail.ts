/** How much is told. What is left out at a level is left out at every later one. */
export interface Detail {
  /** What this level leaves out in addition, in words for the reader. */
  readonly leavesOut: string;
  /** Lines of attributes for one resource of a kind. */
  readonly driftLines: number;
  readonly newLines: number;
  readonly changedLines: number;
  /** Whether resources are named, or only counted by type. Those destroyed, replaced or forgotten always are. */
  readonly namesNew: boolean;
  readonly namesChanged: boolean;
  readonly hazardDetails: number;
  /** Why a hazard matters and how to go on. */
  readonly explains: boolean;
}

const FULL: Detail = {
  leavesOut: '',
  driftLines: 20,
  newLines: 20,
  changedLines: 60,
  namesNew: true,
  namesChanged: true,
  hazardDetails: 20,
  explains: true,
};

const STEPS: readonly (Partial<Detail> & Pick<Detail, 'leavesOut'>)[] = [
  { leavesOut: 'attributes of drift', driftLines: 0 },
  { leavesOut: 'attributes of what is new, imported or read', newLines: 0 },
  { leavesOut: 'all but 10 lines of each changed resource', changedLines: 10 },
  { leavesOut: 'attributes of changed resources', changedLines: 0 },
  { leavesOut: 'names of what is new, imported, moved or read', namesNew: false },
  { leavesOut: 'names of changed resources', namesChanged: false },
  { leavesOut: 'all but 3 details of each hazard', hazardDetails: 3 },
  { leavesOut: 'details and explanations of hazards', hazardDetails: 0, explains: false },
];

/** From everything to the least; the order in which detail is dropped is part of the interface (docs/plan-review.md). */
export const LEVELS: readonly Detail[] = STEPS.reduce<Detail[]>(
  (levels, step) => [...levels, { ...(levels.at(-1) ?? FULL), ...step }],
  [FULL],
);
