import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT_ROOT } from '../../../scripts/project-root';
import { isProgram } from '../../support/programs';

/** What is installed: one package for a release and a kind of machine, named node-24-linux-arm64. */
const MANIFEST = join(__dirname, 'node-releases');

/** The Node.js of a release, or why this machine has none. */
export type NodeProgram = { readonly path: string } | { readonly missing: string };

/**
 * Finds releases of Node.js by their major number. They are downloaded once, 150 MB in all, into `.local-cloud/`: as
 * packages of the project, every `npm ci` would pay for them. The running Node.js stands in for its own release.
 */
export function findNodes(majors: readonly string[]): ReadonlyMap<string, NodeProgram> {
  const installed = install();
  return new Map(majors.map((major) => [major, findNode(major, installed)]));
}

type Installed = { readonly folder: string } | { readonly failed: string };

function findNode(major: string, installed: Installed): NodeProgram {
  const name = `node-${major}-${process.platform}-${process.arch}`;
  const path = 'folder' in installed ? join(installed.folder, 'node_modules', name, 'bin', 'node') : '';
  if (isProgram(path)) return { path };
  if (process.versions.node.startsWith(`${major}.`)) return { path: process.execPath };
  return {
    missing:
      'failed' in installed
        ? `npm could not install it: ${installed.failed}`
        : `npm has none for ${process.platform}-${process.arch}`,
  };
}

/** Installs by the lock file, under a name made of its content: a folder of that name is complete. */
function install(): Installed {
  const lock = readFileSync(join(MANIFEST, 'package-lock.json'));
  const name = createHash('sha256').update(lock).digest('hex').slice(0, 12);
  const parent = join(PROJECT_ROOT, '.local-cloud', 'nodes');
  const folder = join(parent, name);
  if (existsSync(folder)) return { folder };
  mkdirSync(parent, { recursive: true });
  const draft = mkdtempSync(join(parent, 'draft-'));
  try {
    cpSync(MANIFEST, draft, { recursive: true });
    const options = ['--prefix', draft, '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
    execFileSync('npm', ['ci', ...options], { cwd: draft, encoding: 'utf8', stdio: 'pipe' });
    renameSync(draft, folder);
    return { folder };
  } catch (error) {
    // Somebody else was faster.
    if (existsSync(folder)) return { folder };
    return { failed: firstLine((error as { stderr?: string }).stderr ?? String(error)) };
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

function firstLine(text: string): string {
  return text.trim().split('\n')[0] ?? '';
}
