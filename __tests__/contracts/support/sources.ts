import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Text of every TypeScript file below the given folders of the project, of which those that are missing are left out. */
export function sourcesOf(...folders: readonly string[]): string {
  return folders
    .map((folder) => join(projectRoot(), folder))
    .filter((path) => existsSync(path))
    .flatMap((path) =>
      readdirSync(path, { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.ts'))
        .map((name) => readFileSync(join(path, name), 'utf8')),
    )
    .join('\n');
}

/** Words that stand quoted, or as the key of an object, wherever they do. */
export function wordsIn(source: string): Set<string> {
  const quoted = [...source.matchAll(/(['"`])([A-Za-z][\w-]*)\1/g)].map(([, , word = '']) => word);
  const keys = [...source.matchAll(/\b([A-Za-z]\w*)\??:/g)].map(([, word = '']) => word);
  return new Set([...quoted, ...keys]);
}

/** The folder of package.json. */
export function projectRoot(folder = __dirname): string {
  return existsSync(join(folder, 'package.json')) ? folder : projectRoot(dirname(folder));
}
