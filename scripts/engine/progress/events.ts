import type { Facts } from '../step';

/** What a run tells those who watch it. */
export type RunEvent =
  | { readonly type: 'run-started'; readonly incident: string; readonly steps: number }
  | { readonly type: 'step-skipped'; readonly step: string }
  | { readonly type: 'step-started'; readonly step: string }
  | {
      readonly type: 'step-progress';
      readonly step: string;
      readonly text: string;
      readonly fraction?: number;
    }
  | { readonly type: 'step-done'; readonly step: string; readonly evidence: Facts; readonly already: boolean }
  | { readonly type: 'undo-started'; readonly step: string }
  | { readonly type: 'step-undone'; readonly step: string }
  | { readonly type: 'step-failed'; readonly step: string; readonly message: string };

export type Watch = (event: RunEvent) => void;
