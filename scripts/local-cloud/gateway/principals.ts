import type { ServiceRequest, ServiceResponse } from './service';

export interface Principal {
  /** What `aws:PrincipalArn` holds: of an assumed role, the role itself. */
  readonly principalArn: string;
  /** The caller as error messages and GetCallerIdentity name it. */
  readonly callerArn: string;
  /** What `aws:userid` holds: `<role id>:<session name>` of an assumed role. */
  readonly userId: string;
  /** When its session ends, milliseconds of the cloud's clock; undefined: it does not. */
  readonly endsAt?: number | undefined;
  /** What the call that took a role said of its session. */
  readonly session?: Session;
}

/** STS API reference, AssumeRole. */
export interface Session {
  /** Milliseconds of the cloud's clock. */
  readonly since: number;
  readonly hasSecondFactor: boolean;
  /** The session policy and the ARNs of managed ones: the session may do no more than they allow. */
  readonly policies: readonly string[];
  readonly policyArns: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
  readonly sourceIdentity: string | undefined;
}

/** Who is behind an access key: learnt from the roles that were assumed through this gateway. */
export class Principals {
  private readonly byAccessKey = new Map<string, Principal>();

  of({ accessKeyId, accountId }: Pick<ServiceRequest, 'accessKeyId' | 'accountId'>): Principal {
    const arn = `arn:aws:iam::${accountId}:user/${accessKeyId === '' ? 'anonymous' : accessKeyId}`;
    return (
      this.byAccessKey.get(accessKeyId) ?? { principalArn: arn, callerArn: arn, userId: `AIDA${accessKeyId}` }
    );
  }

  /** Who took a role for an access key; undefined: nobody did. */
  sessionOf(accessKeyId: string): Principal | undefined {
    return this.byAccessKey.get(accessKeyId);
  }

  /** Notes who the credentials in an answer of AssumeRole belong to. */
  learn({ body, accountId }: ServiceRequest, answer: ServiceResponse, { now, endsAt }: Times): void {
    const parameters = new URLSearchParams(body.toString('utf8'));
    const roleArn = parameters.get('RoleArn');
    const text = answer.body.toString();
    const accessKeyId = /<AccessKeyId>([^<]+)</.exec(text)?.[1];
    const userId = /<AssumedRoleId>([^<]+)</.exec(text)?.[1] ?? '';
    if (answer.status >= 300 || roleArn === null || accessKeyId === undefined) return;
    const session = parameters.get('RoleSessionName') ?? 'session';
    const role = roleArn.split('/').at(-1) ?? '';
    const callerArn = `arn:aws:sts::${accountId}:assumed-role/${role}/${session}`;
    this.byAccessKey.set(accessKeyId, {
      principalArn: roleArn,
      callerArn,
      userId,
      endsAt,
      session: sessionFrom(parameters, now),
    });
  }
}

interface Times {
  readonly now: number;
  readonly endsAt: number | undefined;
}

function sessionFrom(parameters: URLSearchParams, now: number): Session {
  const policy = parameters.get('Policy');
  const tags = numbered(parameters, /^Tags\.member\.(\d+)\.Key$/).map(({ value, number }) => [
    value,
    parameters.get(`Tags.member.${number}.Value`) ?? '',
  ]);
  return {
    since: now,
    hasSecondFactor: parameters.get('SerialNumber') !== null,
    policies: policy === null ? [] : [policy],
    policyArns: numbered(parameters, /^PolicyArns\.member\.(\d+)\.arn$/).map(({ value }) => value),
    tags: Object.fromEntries(tags) as Record<string, string>,
    sourceIdentity: parameters.get('SourceIdentity') ?? undefined,
  };
}

/** The members of a list as the query protocol writes it. */
function numbered(
  parameters: URLSearchParams,
  name: RegExp,
): { readonly number: string; readonly value: string }[] {
  return [...parameters].flatMap(([key, value]) => {
    const number = name.exec(key)?.[1];
    return number === undefined ? [] : [{ number, value }];
  });
}
