/** What the exit status of every command means (architecture, section 8). */
export const EXIT = {
  done: 0,
  failed: 1,
  usage: 2,
  refused: 3,
  precondition: 4,
  verification: 5,
  /** Ctrl-C, as shells have it: 128 and the signal's number. */
  interrupted: 130,
} as const;
