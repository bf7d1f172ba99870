import { ECRClient } from '@aws-sdk/client-ecr';
import { clientConfig } from '../../recovery/aws/clients';
import { copyImage } from '../../recovery/service/images/copy-image';
import { parseReference } from '../../recovery/service/images/reference';
import { Registry } from '../../recovery/service/images/registry';
import { writeImageDigest } from '../../recovery/service/terraform/settings-file';
import type { InputOf } from '../declaration';
import type { imagesPin } from '../declaration/protection';
import { EXIT } from '../support/exit-status';
import { actionOf, operate, type Call } from '../support/operation';
import { UsageError } from '../support/usage-error';

/** Copies an image into the repositories of both regions, and writes its digest into the settings. */
export function run(
  { image, for: purpose, dryRun, ...input }: InputOf<typeof imagesPin>,
  call: Call,
): Promise<number> {
  const reference = parseReference(image);
  if (reference === undefined) {
    throw new UsageError(
      `IMAGE is ${JSON.stringify(image)}; allowed is registry/repository:tag or registry/repository@sha256:DIGEST`,
    );
  }
  return operate(call, input, async (operation) => {
    const { settings, settingsDirectory: directory, connecting, output } = operation;
    const action = actionOf(operation);
    const { target, clock } = action;
    const registry = new Registry(reference);
    const manifest = await registry.manifest(reference.version);
    const regions = [settings.primary.region, settings.recovery.region];
    const setting = purpose === 'worker' ? 'worker' : 'continuityAgent';
    const file = `settings/${settings.environment}.json`;
    const result = { image, digest: manifest.digest, regions, setting: `${setting}.imageDigest`, file };
    if (dryRun) {
      output.result(result, [`${image} is ${manifest.digest}. Nothing was copied or written.`]);
      return EXIT.done;
    }
    for (const region of regions) {
      const to = new ECRClient(clientConfig(region, { ...connecting, clock, lost: target.lost }));
      try {
        await copyImage(manifest, {
          from: registry,
          to,
          repositoryName: target.names.imageRepository,
          progress: (text) => {
            action.progress(`${region}: ${text}`);
          },
        });
      } finally {
        to.destroy();
      }
    }
    const { environment } = settings;
    const written = writeImageDigest({ directory, environment }, setting, manifest.digest);
    output.result(result, [
      `${image} is ${manifest.digest}, in ${regions.join(' and ')}.`,
      written
        ? `${file} names it in ${setting}.imageDigest: review and commit the change.`
        : `${file} named it already.`,
    ]);
    return EXIT.done;
  });
}
