import { STSClient } from '@aws-sdk/client-sts';
import { homedir } from 'node:os';
import { clientConfig } from '../recovery/aws/clients';
import { credentialsFile, writeProfile } from '../recovery/aws/profile';
import { signIn } from '../recovery/aws/sign-in';
import { targetOf } from '../recovery/aws/target';
import { clockFrom } from '../recovery/incident/connection';
import type { InputOf } from './declaration';
import type { signIn as declaration } from './declaration/look';
import { EXIT } from './support/exit-status';
import { nextFrom, prepare, type Call } from './support/operation';
import { UsageError } from './support/usage-error';

/** Takes the role of operator or approver with a second factor, and keeps its credentials in a profile. */
export async function run(input: InputOf<typeof declaration>, call: Call): Promise<number> {
  const prepared = prepare(call, input);
  const { settings, env, output, connecting } = prepared;
  const { as, mfaSerial, sourceProfile } = input;
  const mfaCode = await codeFrom(input, call);
  const target = targetOf(settings);
  const region = input.region ?? target.auditRegion;
  const { clock } = prepared.time ?? clockFrom(env);
  const profile = `syncwell-${settings.environment}-${as}`;
  // The profile that this command writes is no way to renew itself.
  const source = sourceProfile ?? (env.AWS_PROFILE === profile ? 'default' : undefined);
  const sts = new STSClient({
    ...clientConfig(region, { ...connecting, clock, lost: undefined }),
    ...(source === undefined ? {} : { profile: source }),
  });
  const file = credentialsFile(env, homedir());
  try {
    const roleArn = target.names.roleArn(`recovery-${as}`);
    const credentials = await signIn({ sts, settings, roleArn, role: as, mfaCode, mfaSerial });
    writeProfile(file, profile, credentials);
    const next = `export AWS_PROFILE=${profile}`;
    output.result({ profile, file, role: roleArn, region, expiresAt: credentials.expiresAt, next }, [
      `signed in as ${as} until ${credentials.expiresAt}: profile ${profile} in ${file}`,
      `next: ${next}`,
      `then: ${nextFrom(call, 'npx recover status')}`,
    ]);
    return EXIT.done;
  } finally {
    sts.destroy();
  }
}

const CODE = /^\d{6}$/;

/** @throws UsageError */
async function codeFrom(
  { mfaCode }: { readonly mfaCode: string | undefined },
  { asker }: Call,
): Promise<string> {
  const code = mfaCode ?? (await asker?.text('The six digits that your device shows now', CODE));
  if (code !== undefined && CODE.test(code)) return code;
  throw new UsageError('--mfa-code takes the six digits that your device shows now');
}
