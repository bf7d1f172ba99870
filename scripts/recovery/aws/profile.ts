import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makePrivateFolder, writePrivateFile } from '../../engine/private-file';

/** Credentials of a session, as the shared credentials file holds them. */
export interface SessionCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  /** ISO 8601. */
  readonly expiresAt: string;
}

type Env = Readonly<Record<string, string | undefined>>;

/** A key that the AWS SDKs leave alone. */
const EXPIRES = 'x_security_token_expires';

/** Where AWS SDKs look for credentials (AWS SDKs and tools reference guide, "Shared config and credentials files"). @param home of the user */
export function credentialsFile(env: Env, home: string): string {
  const given = env.AWS_SHARED_CREDENTIALS_FILE;
  return given === undefined || given === '' ? join(home, '.aws', 'credentials') : given;
}

/** Writes one profile, with mode 0600; every other profile in the file stays as it is. */
export function writeProfile(file: string, name: string, credentials: SessionCredentials): void {
  const exists = existsSync(file);
  if (!exists) makePrivateFolder(dirname(file));
  // The file may be a link: what it leads to is replaced, not the link.
  const path = exists ? realpathSync(file) : file;
  writePrivateFile(path, withProfile(exists ? readFileSync(path, 'utf8') : '', name, credentials));
}

/** The text of a credentials file with another content of one profile. Pure. */
export function withProfile(text: string, name: string, credentials: SessionCredentials): string {
  const section = [
    `[${name}]`,
    `aws_access_key_id = ${credentials.accessKeyId}`,
    `aws_secret_access_key = ${credentials.secretAccessKey}`,
    `aws_session_token = ${credentials.sessionToken}`,
    `${EXPIRES} = ${credentials.expiresAt}`,
    '',
  ].join('\n');
  const sections = text.split(/^(?=[ \t]*\[)/m);
  const others = sections.filter((part) => nameOf(part) !== name).join('');
  return `${others}${others === '' || others.endsWith('\n') ? '' : '\n'}${section}`;
}

/**
 * When the session of the credentials in use ends, as far as this machine knows.
 *
 * @returns milliseconds since the epoch; undefined: nobody wrote it down, or they do not end
 */
export function sessionEnd(env: Env, home: string): number | undefined {
  const profile = env.AWS_PROFILE ?? '';
  // Variables come before profiles, unless a profile is named (AWS SDK for JavaScript, default chain of Node.js).
  const written =
    profile === '' ? env.AWS_CREDENTIAL_EXPIRATION : expiryIn(credentialsFile(env, home), profile);
  const time = Date.parse(written ?? '');
  return Number.isNaN(time) ? undefined : time;
}

function expiryIn(file: string, profile: string): string | undefined {
  if (!existsSync(file)) return undefined;
  const part = readFileSync(file, 'utf8')
    .split(/^(?=[ \t]*\[)/m)
    .find((section) => nameOf(section) === profile);
  return new RegExp(`^\\s*${EXPIRES}\\s*=\\s*(\\S+)`, 'm').exec(part ?? '')?.[1];
}

function nameOf(section: string): string | undefined {
  return /^[ \t]*\[\s*([^\]]*?)\s*\]/.exec(section)?.[1];
}
