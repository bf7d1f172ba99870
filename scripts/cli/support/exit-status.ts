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

/** For the help of every command that can end in more than one way. */
export const EXIT_HELP =
  '\nExit status: 0 done, 1 failed, 2 wrong usage or settings, 3 refused (an acknowledgement, an approval or the lease\nis missing), 4 a precondition is not met, 5 a verification failed, 130 stopped on request (Ctrl-C).';
