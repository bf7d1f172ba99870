import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const SOURCES = ['main.ts', 'stacks', 'modules', 'settings', 'tsconfig.json'];
const PATH_IMPORT = /import \{([^}]*)\} from '@cdktf\/provider-aws\/lib\/([\w-]+)(?:\/[\w-]+)?';/g;

/**
 * Copies the app into a folder and rewrites every import by path into one from the provider's barrel: the same stacks
 * as most CDKTF projects write them.
 */
export function copyWithBarrelImports(projectRoot: string, target: string): void {
  for (const source of SOURCES) cpSync(join(projectRoot, source), join(target, source), { recursive: true });
  const namespaces = readNamespaces(join(projectRoot, 'node_modules/@cdktf/provider-aws/lib/index.d.ts'));
  for (const file of readdirSync(target, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.ts')) continue;
    const path = join(target, file);
    writeFileSync(path, withBarrelImports(readFileSync(path, 'utf8'), namespaces));
  }
}

function withBarrelImports(source: string, namespaces: ReadonlyMap<string, string>): string {
  return source.replace(PATH_IMPORT, (_, names: string, folder: string) => {
    const namespace = namespaces.get(folder);
    if (namespace === undefined) throw new Error(`the barrel has no namespace for ${folder}`);
    const aliases = names
      .split(',')
      .map((name) => name.replace('type ', '').trim())
      .filter(Boolean)
      .map((name) => {
        const [exported = '', local = exported] = name.split(' as ');
        return `import ${local} = ${namespace}.${exported};`;
      });
    return [`import { ${namespace} } from '@cdktf/provider-aws';`, ...aliases].join('\n');
  });
}

/** Folder -> name in the barrel, for example `dynamodb-table` -> `dynamodbTable`. */
function readNamespaces(barrel: string): ReadonlyMap<string, string> {
  const lines = readFileSync(barrel, 'utf8').matchAll(/export \* as (\w+) from '\.\/([\w-]+)/g);
  return new Map([...lines].map(([, namespace = '', folder = '']) => [folder, namespace]));
}
