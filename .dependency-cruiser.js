/**
 * The floors of scripts/recovery, the highest first: a room knows the rooms below it, and none beside or above it.
 *
 * @param {string[][]} rooms
 */
function floors(rooms) {
  return rooms.flatMap((floor, height) =>
    floor.map((room) => {
      const others = rooms.slice(0, height + 1).flat();
      return {
        name: `floor-of-${room}`,
        severity: 'error',
        from: { path: `^scripts/recovery/${room}/` },
        to: { path: `^scripts/recovery/(${others.filter((other) => other !== room).join('|') || 'none'})/` },
      };
    }),
  );
}

/**
 * The arrows of the architecture: main -> stacks -> modules -> settings; cli -> recover.ts -> commands -> runbooks
 * -> recovery -> settings.
 * @type {import('dependency-cruiser').IConfiguration}
 */
module.exports = {
  forbidden: [
    {
      name: 'settings-stand-alone',
      comment: 'Settings and names are the ground: they import nothing of ours.',
      severity: 'error',
      from: { path: '^settings/' },
      to: { path: '^(main\\.ts|stacks/|modules/|scripts/)' },
    },
    {
      name: 'modules-below-stacks',
      severity: 'error',
      from: { path: '^modules/' },
      to: { path: '^(main\\.ts|stacks/|scripts/)' },
    },
    {
      name: 'stacks-below-main',
      severity: 'error',
      from: { path: '^stacks/' },
      to: { path: '^(main\\.ts|scripts/)' },
    },
    {
      name: 'tools-know-names-not-stacks',
      comment:
        'A tool takes names from settings/naming.ts, never from Terraform: the state may be in the lost region.',
      severity: 'error',
      from: { path: '^scripts/' },
      to: { path: '^(main\\.ts|stacks/|modules/)' },
    },
    {
      name: 'recovery-knows-no-local-cloud',
      comment:
        'Recovery actions run against AWS; that a laptop can stand in for it is none of their business.',
      severity: 'error',
      from: { path: '^scripts/(recovery|engine|runbooks|report)/' },
      to: { path: '^scripts/(local-cloud|local-deploy|drill|playground|cli)/' },
    },
    {
      name: 'engine-knows-no-aws',
      severity: 'error',
      from: { path: '^scripts/engine/' },
      to: { path: '(^settings/|@aws-sdk|^scripts/(recovery|runbooks|cli|commands)/)' },
    },
    {
      name: 'report-reads-journals-only',
      comment: 'A report is made from a journal alone, also years later: it asks nobody.',
      severity: 'error',
      from: { path: '^scripts/report/' },
      to: { path: '(^settings/|@aws-sdk|^scripts/(recovery|runbooks)/)' },
    },
    {
      name: 'recovery-below-runbooks',
      severity: 'error',
      from: { path: '^scripts/recovery/' },
      to: { path: '^scripts/(runbooks|report|drill|local-deploy)/' },
    },
    {
      name: 'one-face-a-folder',
      comment: 'What a folder shows is in its index.ts; how it is made inside may change.',
      severity: 'error',
      from: { path: '^scripts/', pathNot: '^scripts/recovery/vault/' },
      to: { path: '^scripts/recovery/vault/(?!((table|secrets)/)?index\\.ts$)' },
    },
    {
      name: 'one-face-of-secrets',
      severity: 'error',
      from: { path: '^scripts/', pathNot: '^scripts/recovery/((protect|rebuild)/)?secrets/' },
      to: { path: '^scripts/recovery/((protect|rebuild)/)?secrets/(?!index\\.ts$)' },
    },
    {
      name: 'secrets-below-vault',
      comment: 'Reading the secrets of a region is a floor of its own: a vault is built on it.',
      severity: 'error',
      from: { path: '^scripts/recovery/secrets/' },
      to: { path: '^scripts/recovery/(vault|protect|rebuild|readiness|repair|service)/' },
    },
    {
      name: 'local-cloud-below-cli',
      severity: 'error',
      from: { path: '^scripts/local-cloud/' },
      to: { path: '^scripts/(cli|commands|recovery|runbooks)/' },
    },
    {
      name: 'commands-below-the-command-line',
      comment: 'What a command does is a library: it knows no process and no terminal.',
      severity: 'error',
      from: { path: '^scripts/(commands/|recover\\.ts)' },
      to: { path: '^scripts/cli/' },
    },
    {
      name: 'one-parser',
      comment: 'Command lines are read from the declaration of commands, in one place.',
      severity: 'error',
      from: {
        path: '^scripts/(?!cli/|commands/declaration/parse\\.ts|local-deploy/main\\.ts|plan-local/main\\.ts|playground/)',
      },
      to: { path: 'node_modules/commander' },
    },
    ...floors([
      ['protect'],
      ['readiness'],
      ['rebuild', 'repair', 'estimate'],
      ['validation'],
      ['service', 'vault'],
      ['table', 'stream', 'secrets', 'incident'],
      ['aws', 'items'],
    ]),
    {
      name: 'no-provider-barrel',
      severity: 'error',
      from: {},
      to: { path: 'node_modules/@cdktf/provider-aws/lib/index\\.' },
    },
    {
      name: 'no-circular',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-orphans',
      severity: 'error',
      from: { orphan: true, pathNot: ['\\.(js|json)$', '\\.d\\.ts$'] },
      to: {},
    },
    {
      name: 'no-test-code-in-product',
      severity: 'error',
      from: { pathNot: '^(__tests__|bench)/' },
      to: { path: '^(__tests__|bench)/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { extensions: ['.ts', '.js', '.json'] },
  },
};
