// Lets Node.js run the project's TypeScript: types are stripped by swc, not checked (npm run types does that, once).
// Measured against sucrase, tsx, @swc-node and ts-node for synthesis: this costs the least processor time. What was
// stripped once is kept: a start of the tool reads some hundred files.
'use strict';
const { createHash } = require('node:crypto');
const { mkdirSync, readFileSync, renameSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { version } = require('@swc/core/package.json');
const { addHook } = require('pirates');

const ROOT = join(__dirname, '..');
const CACHE = join(ROOT, 'node_modules', '.cache', 'recover');
// Named outright, so that the command works from any folder. Node.js reads the source maps when it is told to
// (NODE_OPTIONS=--enable-source-maps): always, they would double the time of synthesis, which takes a trace per token.
const configFile = join(ROOT, '.swcrc');
const options = { configFile, swcrc: false, sourceMaps: 'inline' };
const setUp = `${version}\n${readFileSync(configFile, 'utf8')}`;

addHook((source, file) => cached(source, file), { exts: ['.ts'] });

function cached(source, file) {
  const key = createHash('sha256').update(`${setUp}\n${file}\n${source}`).digest('hex');
  const path = join(CACHE, `${key}.js`);
  try {
    return readFileSync(path, 'utf8');
  } catch {
    const { code } = require('@swc/core').transformSync(source, { ...options, filename: file });
    keep(path, code);
    return code;
  }
}

/** Whole or not at all: another process may read it. A disk that takes nothing only costs time. */
function keep(path, code) {
  try {
    mkdirSync(CACHE, { recursive: true });
    const draft = `${path}.${process.pid}`;
    writeFileSync(draft, code);
    renameSync(draft, path);
  } catch {
    // Transformed anew the next time.
  }
}
