/** How much a test does of what it could do in any amount, as `tiers.js` says it of the tier that is run. */
interface Amounts {
  readonly histories: number;
  readonly journeys: number;
  readonly killedEvery: number;
  readonly everyFault: boolean;
}

declare const AMOUNTS: Amounts;

export const amounts: Amounts = AMOUNTS;
