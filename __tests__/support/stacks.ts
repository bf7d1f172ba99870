import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'cdktf';
import { loadSettings, type Settings } from '../../settings';
import { defineStacks } from '../../stacks';
import { readSynthesized, type Synthesized } from './synth';

/** Synthesizes every stack as `cdktf synth` does, annotations and validations included. */
export function synthStacks(
  env: Record<string, string> = { SYNCWELL_ENV: 'drill' },
  edit: (settings: Settings) => Settings = (settings) => settings,
): Record<string, Synthesized> {
  const outdir = mkdtempSync(join(tmpdir(), 'synth-'));
  try {
    const app = new App({ outdir });
    defineStacks(app, edit(loadSettings({ env })), { bootstrapStateDirectory: '/state' });
    app.synth();
    const manifest = JSON.parse(readFileSync(join(outdir, 'manifest.json'), 'utf8')) as {
      stacks: Record<string, { synthesizedStackPath: string }>;
    };
    return Object.fromEntries(
      Object.entries(manifest.stacks).map(([id, { synthesizedStackPath }]) => [
        id,
        readSynthesized(readFileSync(join(outdir, synthesizedStackPath), 'utf8')),
      ]),
    );
  } finally {
    rmSync(outdir, { recursive: true });
  }
}
