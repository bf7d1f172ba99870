/** Settings that cannot be used: says where, what was got, what is allowed. The command line exits with status 2. */
export class SettingsError extends Error {
  readonly code = 'SETTINGS_INVALID';

  constructor(readonly problems: readonly string[]) {
    super(problems.join('\n'));
    this.name = 'SettingsError';
  }
}
