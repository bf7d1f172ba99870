/** Settings that cannot be used: says where, what was got, what is allowed. The command line exits with status 2. */
export class SettingsError extends Error {
  readonly code = 'SETTINGS_INVALID';

  /** @param next the command that helps: it shows what was changed, or sets what is missing */
  constructor(
    readonly problems: readonly string[],
    readonly next = 'git diff HEAD -- settings',
  ) {
    super(problems.join('\n'));
    this.name = 'SettingsError';
  }
}
