import { entry, word } from './entry';
import { INCIDENT, AUDIT, RECOVERY } from './examples';

/** Errors of what the tool stands on: network, credentials, permissions, disk. */
export const SURROUNDINGS = {
  IMAGE_NOT_READ: entry({
    kind: 'precondition',
    means: 'A registry does not give an image to the public, or not the one that was asked for.',
    examples: [{ image: 'registry.example/syncwell/worker:1.42.0', reason: 'it answers 404 Not Found' }],
    message: ({ image, reason }) => `The image ${image} cannot be read from its registry: ${reason}.`,
    next: ({ image }) => `docker buildx imagetools inspect ${word(image)}`,
  }),
  UNREACHABLE: entry({
    kind: 'precondition',
    means: 'An endpoint of AWS does not answer.',
    examples: [
      {
        what: `STS in ${RECOVERY}`,
        reason: 'getaddrinfo ENOTFOUND',
        endpoint: `https://sts.${RECOVERY}.amazonaws.com`,
      },
    ],
    message: ({ what, reason }) =>
      `${what} does not answer: ${reason}. Check the network, the proxy, and AWS_ENDPOINT_URL if it is set. When the region is lost, name another region that has a foundation with RECOVERY_REGION.`,
    next: ({ endpoint }) => `curl -sSI ${word(endpoint)}`,
  }),
  TLS_REFUSED: entry({
    kind: 'precondition',
    means: 'The certificate of an endpoint cannot be verified: a proxy answers, or the clock is wrong.',
    examples: [
      { reason: 'self-signed certificate in certificate chain', host: `sts.${RECOVERY}.amazonaws.com` },
    ],
    message: ({ reason, host }) =>
      `The certificate of ${host} cannot be verified: ${reason}. Behind a proxy that inspects traffic, name the file of its certificates in NODE_EXTRA_CA_CERTS. Otherwise check the clock of this machine.`,
    next: ({ host }) => `curl -sSIv ${word(`https://${host}`)}`,
  }),
  ANSWER_NOT_AWS: entry({
    kind: 'precondition',
    means: 'A proxy or a captive portal answered in the place of AWS.',
    examples: [
      {
        what: 'AWS',
        reason: 'the answer is not XML or JSON',
        endpoint: `https://sts.${RECOVERY}.amazonaws.com`,
      },
    ],
    message: ({ what, reason }) =>
      `Something else answered in the place of ${what}: ${reason}. Sign in to the network, or check the proxy and AWS_ENDPOINT_URL.`,
    next: ({ endpoint }) => `curl -sSI ${word(endpoint)}`,
  }),
  NOT_SIGNED_IN: entry<{ readonly reason: string; readonly incident?: string | undefined }>({
    kind: 'precondition',
    means: 'No credentials were found, or they have expired.',
    examples: [
      { reason: 'The security token included in the request is expired' },
      { reason: 'The security token included in the request is expired', incident: INCIDENT },
    ],
    message: ({ reason, incident }) =>
      `AWS does not know who you are: ${reason}. Sign in (the command below is for IAM users, \`aws sso login\` for Identity Center), or choose a profile with AWS_PROFILE. Then ${incident === undefined ? 'run the same command again' : `run \`npx recover resume ${incident}\``}.`,
    next: () => 'npx recover sign-in',
  }),
  SIGN_IN_CHAINED: entry({
    kind: 'refused',
    means: 'A session of a role cannot sign in: AWS ends chained sessions after one hour.',
    examples: [
      { arn: 'arn:aws:sts::123456789012:assumed-role/engineer/alice', isIdentityCenter: false },
      {
        arn: 'arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_Operator_1/alice',
        isIdentityCenter: true,
      },
    ],
    message: ({ arn, isIdentityCenter }) =>
      `${arn} is a session of a role already. AWS ends a session that is chained to it after one hour, and a recovery takes longer. ${isIdentityCenter ? "Use the permission set that carries the operator's policies itself" : "Use an IAM user's access key with --source-profile, or a permission set of Identity Center"}.`,
    next: () => 'aws sso login',
  }),
  SIGN_IN_REFUSED: entry({
    kind: 'precondition',
    means: 'STS refused the role: the code, the device or the role is wrong.',
    examples: [
      {
        role: 'arn:aws:iam::123456789012:role/syncwell-drill-recovery-operator',
        serial: 'arn:aws:iam::123456789012:mfa/alice',
        reason: 'MultiFactorAuthentication failed with invalid MFA one time pass code',
      },
    ],
    message: ({ role, serial, reason }) =>
      `STS does not give you ${role} with the device ${serial}: ${reason}. Take a new code, or name the device by --mfa-serial.`,
    next: () => 'npx recover sign-in --help',
  }),
  WRONG_ACCOUNT: entry({
    kind: 'precondition',
    means: 'The credentials belong to another account than the settings name.',
    examples: [
      {
        accountId: '999999999999',
        arn: 'arn:aws:iam::999999999999:user/alice',
        environment: 'drill',
        expected: '123456789012',
      },
    ],
    message: ({ accountId, arn, environment, expected }) =>
      `The credentials belong to account ${accountId} (${arn}), but ${environment} is in account ${expected}. Sign in there, or choose another environment with --env.`,
    next: () => 'aws sts get-caller-identity',
  }),
  ACCESS_DENIED: entry({
    kind: 'precondition',
    means: 'The caller may not make a call that the command needs.',
    page: 'docs/doctor.md',
    examples: [
      {
        reason:
          'User: arn:aws:iam::123456789012:user/alice is not authorized to perform: dynamodb:DescribeTable on resource: arn:aws:dynamodb:us-east-1:123456789012:table/SyncWellMetadata',
      },
    ],
    message: ({ reason }) =>
      `AWS denies a call: ${reason}. Take the role recovery-operator, or ask for the action that AWS names.`,
    next: () => 'npx recover doctor --only access',
  }),
  BUCKET_MISSING: entry({
    kind: 'precondition',
    means: 'A bucket that the command needs does not exist.',
    page: 'docs/doctor.md',
    examples: [{ bucket: AUDIT }, { bucket: '' }],
    message: ({ bucket }) =>
      `The bucket ${bucket === '' ? 'that the command needs' : bucket} does not exist. The stacks of this environment make it.`,
    next: ({ bucket }) =>
      bucket === '' ? 'npx recover doctor --only buckets' : `aws s3api head-bucket --bucket ${word(bucket)}`,
  }),
  THROTTLED: entry({
    kind: 'failed',
    means: 'AWS went on throttling a call after every retry.',
    page: 'docs/capacity.md',
    examples: [{ reason: 'ThrottlingException: Rate exceeded', next: 'npx recover status' }],
    message: ({ reason }) =>
      `AWS throttles a call and every retry of it: ${reason}. Run the command again in a minute.`,
    next: ({ next }) => next,
  }),
  SERVICE_FAULT: entry({
    kind: 'failed',
    means: 'A service of AWS failed to answer a call, after every retry.',
    examples: [{ reason: 'InternalServerError: Internal server error', next: 'npx recover status' }],
    message: ({ reason }) =>
      `A service of AWS failed: ${reason}. Look at the AWS Health Dashboard, then run the command again.`,
    next: ({ next }) => next,
  }),
  DISK_FULL: entry({
    kind: 'failed',
    means: 'The disk that holds the incidents is full.',
    examples: [{ path: '/home/alice/incidents', reason: 'ENOSPC: no space left on device, write' }],
    message: ({ path, reason }) =>
      `The disk is full: ${reason}. Free some space, or name a folder on another disk in SYNCWELL_INCIDENTS_DIRECTORY (now ${path}). Then run the command again.`,
    next: ({ path }) => `df -h ${word(path)}`,
  }),
  FOLDER_FORBIDDEN: entry({
    kind: 'precondition',
    means: 'A file cannot be written: the folder is read-only or belongs to somebody else.',
    examples: [{ path: '/srv/incidents', reason: 'EROFS: read-only file system, mkdir' }],
    message: ({ path, reason }) =>
      `${path} cannot be used: ${reason}. Make it writable, or name another folder in SYNCWELL_INCIDENTS_DIRECTORY.`,
    next: ({ path }) => `ls -ld ${word(path)}`,
  }),
  TOO_MANY_FILES: entry({
    kind: 'precondition',
    means: 'This shell allows too few open files.',
    examples: [{ reason: 'EMFILE: too many open files' }],
    message: ({ reason }) =>
      `The process may open no more files: ${reason}. Raise the limit of this shell, then run the command again.`,
    next: () => 'ulimit -n 4096',
  }),
};
