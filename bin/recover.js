#!/usr/bin/env node
'use strict';
const { join } = require('node:path');

void start();

async function start() {
  try {
    require('./register');
    await require('../scripts/cli/main').main(process.argv.slice(2));
  } catch (error) {
    const [, missing] =
      /^Cannot find (?:module|package) '((?:@[^/']+\/)?[^./\\'][^/']*)/.exec(error.message) ?? [];
    if (missing === undefined) throw error;
    // Nothing that formats errors can be loaded: it is made of packages.
    const message = `The npm packages of ${join(__dirname, '..')} are not installed (${missing} is missing): run "npm ci" in that folder first.`;
    if (process.argv.includes('--json')) {
      console.log(JSON.stringify({ error: { code: 'PACKAGES_MISSING', message, next: 'npm ci' } }));
    } else {
      console.error(message);
    }
    process.exitCode = 4;
  }
}
