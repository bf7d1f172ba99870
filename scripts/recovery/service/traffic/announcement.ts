/** Times are ISO 8601 in UTC. */
export interface Rebuilt {
  /** Changes that were made in it are gone. */
  readonly lost: { readonly from: string; readonly to: string };
  /** When the name of the API was sent to the region that serves now. */
  readonly backAt: string;
}

/** What users are told after a lost region: no name of a region, a table or a person, and no blame. Pure. */
export function rebuiltText({ lost, backAt }: Rebuilt): string {
  return [
    `SyncWell was not available because of a failure in a data center region of our cloud provider. Since ${minute(backAt)} it is back, from another region.`,
    `What was saved before ${minute(lost.from)} is there. Changes that you made between ${minute(lost.from)} and ${nextMinute(lost.to)} may be missing: please look at your connections and sync settings.`,
    'What to do: nothing has to be installed. The app finds the service again by itself within minutes; start it anew if it does not. A connection that you added or renewed in that time may ask you to sign in again.',
  ].join('\n\n');
}

/** What users are told after the service was moved on purpose. Pure. */
export function movedText({
  haltedAt,
  backAt,
}: {
  readonly haltedAt: string;
  readonly backAt: string;
}): string {
  return [
    `SyncWell was moved to another data center region. Between ${minute(haltedAt)} and ${nextMinute(backAt)} changes could not be saved.`,
    'What was saved before is there; nothing was lost. What to do: nothing. A change that the app refused in that time can be made again.',
  ].join('\n\n');
}

const MINUTE = 60_000;

function nextMinute(time: string): string {
  return minute(new Date(Math.ceil(Date.parse(time) / MINUTE) * MINUTE).toISOString());
}

function minute(time: string): string {
  return `${time.slice(0, 'yyyy-mm-ddThh:mm'.length).replace('T', ' ')} UTC`;
}
