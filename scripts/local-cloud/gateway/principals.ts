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

  /** Notes who the credentials in an answer of AssumeRole belong to. */
  learn({ body, accountId }: ServiceRequest, answer: ServiceResponse, endsAt?: number): void {
    const parameters = new URLSearchParams(body.toString('utf8'));
    const roleArn = parameters.get('RoleArn');
    const text = answer.body.toString();
    const accessKeyId = /<AccessKeyId>([^<]+)</.exec(text)?.[1];
    const userId = /<AssumedRoleId>([^<]+)</.exec(text)?.[1] ?? '';
    if (answer.status >= 300 || roleArn === null || accessKeyId === undefined) return;
    const session = parameters.get('RoleSessionName') ?? 'session';
    const role = roleArn.split('/').at(-1) ?? '';
    const callerArn = `arn:aws:sts::${accountId}:assumed-role/${role}/${session}`;
    this.byAccessKey.set(accessKeyId, { principalArn: roleArn, callerArn, userId, endsAt });
  }
}
