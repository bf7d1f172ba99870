import { argument, command, unless, usualChoice, value, whether } from './builders';
import { dryRun, inRegion, noQuestions, operator } from './options';

export const protect = command({
  id: 'protect',
  group: 'Protect data and secrets',
  summary: 'bring what changed into the vault of the other region, one round',
  details: `
One round, as the continuity agent runs it every minute. Copies into the other region's vault: the settings of the live
table, every change since the last round, the exports that are due, and the secrets that changed. Then it moves the
high-water marks, which status turns into a recovery point, and publishes the metrics of the alarms. Run it as often as
you like, also twice at once. After a kill the next round goes on. While another round copies secrets, this one leaves
them to it, and says so. It waits for no export, deletes nothing and needs no Terraform. A part that fails stops no other
part, and ends the command with status 1.`,
  options: [
    ...operator,
    ...inRegion('region whose data is copied (default: the serving region of the settings)', ['from']),
    dryRun('print what would be copied, and change nothing'),
    noQuestions,
  ],
  examples: ['protect', 'protect --dry-run', 'protect --region us-west-2 --json'],
});

export const secretsBackup = command({
  id: 'secrets backup',
  group: 'Protect data and secrets',
  summary: 'seal changed secrets into the vault of the other region',
  details: `
One round: reads what changed since the last one and seals it under the other region's key, into its vault. Run it as
often as you like, also twice at once. Values are never printed, logged or stored unsealed. Secrets come from the list,
which is up to five minutes late, and from the connections of the live table; --no-table leaves the table out.`,
  options: [
    ...operator,
    ...inRegion('region whose secrets are sealed (default: the serving region of the settings)', ['from']),
    unless('table', 'do not look for names in the live table'),
    dryRun('print what would be sealed, and change nothing'),
    noQuestions,
  ],
  examples: [
    'secrets backup',
    'secrets backup --dry-run',
    'secrets backup --region us-west-2 --no-table --json',
  ],
});

export const secretsRestore = command({
  id: 'secrets restore',
  group: 'Protect data and secrets',
  summary: 'recreate the secrets from the vault',
  details: `
Recreates every secret of the vault in its region, at the service's own rate: fifty a second, 500,000 in two hours and
three quarters. Calls that region alone: the region that the secrets come from may be lost. Stop it and run it again as
often as you like, at once or months later: it looks at every secret in the region again, 2,000 a second, and makes what
is missing. A different value that is there already is kept, unless --overwrite is given or a restore from here had
written it.`,
  options: [
    ...operator,
    ...inRegion('region to recreate them in (default: the recovery region)', ['to']),
    whether('overwrite', 'let the values of the vault win over different ones that are there'),
    whether('with-previous', 'restore the value before the current one too, below it'),
    value(
      'quota',
      '<number>',
      'wholeNumber',
      "secrets that the region may hold, when it is not AWS's default",
      {
        from: 1,
        to: 100_000_000,
      },
    ),
    dryRun('prove the vault, print what would be made, and change nothing'),
    noQuestions,
  ],
  examples: [
    'secrets restore --dry-run',
    'secrets restore --region us-west-2',
    'secrets restore --overwrite --json',
  ],
});

export const secretsVerify = command({
  id: 'secrets verify',
  group: 'Protect data and secrets',
  summary: 'compare the vault with the secrets of its region; changes nothing',
  details: `
Compares fingerprints of the vault with the secrets of its region, and changes nothing. A secret that the service has
renewed there since differs as well. --vault opens the vault instead and compares it with its own catalogue: could
everything be restored? Names are printed, values never.`,
  options: [
    ...operator,
    ...inRegion('region of the vault and the secrets (default: the recovery region)'),
    value('sample', '<number>', 'wholeNumber', 'so many secrets, spread over all, instead of every one', {
      from: 1,
      to: 100_000_000,
    }),
    whether('vault', 'open the vault, and look at nothing else'),
  ],
  examples: ['secrets verify', 'secrets verify --sample 1000 --json', 'secrets verify --vault'],
});

export const imagesPin = command({
  id: 'images pin',
  group: 'Protect data and secrets',
  summary: "bring an image into both regions' repositories, and its digest into the settings",
  details: `
Resolves a tag to a digest, brings that image, bit for bit, into the repositories of both regions, and writes the digest
into settings/<environment>.json. A task never pulls from another registry, so that a recovery needs none. What is there
already is not sent again. The registry must let the public read the image, or be on this machine.`,
  arguments: [argument('image', 'text', 'registry/repository:tag, or registry/repository@sha256:DIGEST')],
  options: [
    ...operator,
    usualChoice(
      'worker',
      'for',
      '<task>',
      'task whose image it is',
      () => ['worker', 'continuity-agent'] as const,
    ),
    dryRun('resolve the tag, and send and write nothing'),
  ],
  examples: [
    'images pin registry.example/syncwell/worker:1.42.0',
    'images pin registry.example/syncwell/recover:0.2.0 --for continuity-agent --dry-run',
  ],
});
