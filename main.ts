import { join } from 'node:path';
import { App } from 'cdktf';
import { loadSettings, SettingsError } from './settings';
import { defineStacks } from './stacks';

try {
  const directory = process.env.SYNCWELL_SETTINGS_DIRECTORY;
  const settings = loadSettings({ env: process.env, ...(directory === undefined ? {} : { directory }) });
  const app = new App();
  defineStacks(app, settings, {
    // A local cloud pulls no image.
    allowUnpinned: /^http:\/\/(127\.0\.0\.1|localhost|\[::1\])(:|\/|$)/.test(
      process.env.AWS_ENDPOINT_URL ?? '',
    ),
    bootstrapStateDirectory: process.env.SYNCWELL_BOOTSTRAP_STATE ?? join(__dirname, 'state'),
  });
  app.synth();
} catch (error) {
  if (!(error instanceof SettingsError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
