// Loaded into `recover` before everything else: kills the process for real, the moment its journal has so many different
// lines safe on the disk as KILL_AFTER_LINE says, before anybody hears of the last one. A line that a resumed run
// writes again (the start of a step that was cut short) is not a different one: else no run would get further.
'use strict';
const fs = require('node:fs');

const wanted = Number(process.env.KILL_AFTER_LINE);
const journals = new Map();
const { openSync, fsyncSync } = fs;

fs.openSync = (path, ...rest) => {
  const descriptor = openSync(path, ...rest);
  if (String(path).endsWith('journal.jsonl')) journals.set(descriptor, path);
  return descriptor;
};
fs.fsyncSync = (descriptor) => {
  fsyncSync(descriptor);
  const path = journals.get(descriptor);
  if (path === undefined) return;
  const lines = fs
    .readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const different = new Set(lines.map(({ kind, step, data }) => [kind, step, Object.keys(data)].join()));
  if (different.size >= wanted) process.kill(process.pid, 'SIGKILL');
};
