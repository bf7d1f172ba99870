/** Commands that find out by themselves where an incident works. */
const OF_INCIDENT = /^npx recover (resume|approve|abort|report) /;

/** The next command, for the half of the service that this one worked on. Pure. */
export function forSameHalf(next: string, role: string | undefined): string {
  if (role !== 'recovery' || !next.startsWith('npx recover ')) return next;
  return OF_INCIDENT.test(next) || next.includes('--role') || next.includes(' run ')
    ? next
    : `${next} --role recovery`;
}
