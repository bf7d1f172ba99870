import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { LOCAL_CLOUD_DIRECTORY } from './paths';

/** The provider release that @cdktf/provider-aws 20.1 pins. */
const PROVIDER = 'registry.terraform.io/hashicorp/aws';
const PROVIDER_VERSION = '5.100.0';

const PLATFORM: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' };

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * A Terraform CLI configuration with which `init` finds the AWS provider: in a mirror on this machine when there is
 * one, else from the registry, once, into a cache. One that the caller has configured is kept.
 *
 * @returns the file's path
 */
export function terraformConfiguration(env: Environment, directory = LOCAL_CLOUD_DIRECTORY): string {
  const configured = env.TF_CLI_CONFIG_FILE;
  if (configured !== undefined && existsSync(configured)) return configured;
  const mirror = findMirror(mirrorRoots(env));
  const file = join(directory, 'terraform.rc');
  mkdirSync(directory, { recursive: true });
  writeFileSync(file, mirror === undefined ? cacheConfiguration(directory) : mirrorConfiguration(mirror));
  return file;
}

/** Folders in which, or one level below which, people and packages put provider mirrors. */
function mirrorRoots(env: Environment): string[] {
  const data = env.XDG_DATA_HOME ?? join(homedir(), '.local', 'share');
  const named = env.TF_PLUGIN_MIRROR === undefined ? [] : [env.TF_PLUGIN_MIRROR];
  return [
    ...named,
    join(homedir(), '.terraform.d', 'plugins'),
    join(data, 'terraform', 'plugins'),
    ...['/usr/local/share/terraform', '/usr/share/terraform'].map((share) => join(share, 'plugins')),
    '/opt',
    '/usr/local/share',
    '/usr/local/lib',
    '/usr/share',
  ];
}

/** @returns the first folder that holds the provider, unpacked, for this platform */
export function findMirror(roots: readonly string[]): string | undefined {
  const platform = `${process.platform}_${PLATFORM[process.arch] ?? process.arch}`;
  const holdsProvider = (folder: string): boolean =>
    existsSync(join(folder, PROVIDER, PROVIDER_VERSION, platform));
  return roots.flatMap((root) => [root, ...foldersIn(root)]).find(holdsProvider);
}

function foldersIn(root: string): string[] {
  if (!existsSync(root)) return [];
  return readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join(root, name));
}

function mirrorConfiguration(mirror: string): string {
  return `provider_installation {
  filesystem_mirror {
    path    = ${JSON.stringify(mirror)}
    include = ["${PROVIDER}"]
  }
  direct {
    exclude = ["${PROVIDER}"]
  }
}
`;
}

function cacheConfiguration(directory: string): string {
  const cache = join(directory, 'terraform-plugins');
  mkdirSync(cache, { recursive: true });
  // What is in the cache is taken as it is: stacks that are initialized side by side would else each write it anew.
  return `plugin_cache_dir = ${JSON.stringify(cache)}\nplugin_cache_may_break_dependency_lock_file = true\n`;
}
