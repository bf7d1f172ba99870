import {
  GetAccessKeyLastUsedCommand,
  GetGroupPolicyCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  GetUserCommand,
  GetUserPolicyCommand,
  ListAttachedGroupPoliciesCommand,
  ListAttachedRolePoliciesCommand,
  ListAttachedUserPoliciesCommand,
  ListGroupPoliciesCommand,
  ListGroupsForUserCommand,
  ListRolePoliciesCommand,
  ListUserPoliciesCommand,
  type AttachedPolicy,
  type Role,
  type User,
} from '@aws-sdk/client-iam';
import { compilePolicy, type Policy } from '../evaluator';
import { present, type Clients } from './clients';
import type { Known, Reader } from './facts';

/** A user or a role with all that its own policies say. */
export interface Identity {
  readonly arn: string;
  /** Its unique id, for example `AROA...`. */
  readonly id: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly policies: readonly Policy[];
  readonly boundary: { readonly arn: string; readonly policy: Policy } | undefined;
  /** Who may take it, when it is a role. */
  readonly trust: Policy | undefined;
}

/** Roles, users and policies as IAM holds them. */
export class Identities {
  constructor(private readonly clients: Clients) {}

  /** A role by its name, with policies that are compiled. */
  role(reader: Reader, name: string): Identity | undefined {
    return reader.read('iam', `role ${name}`, () => this.askRole(name));
  }

  user(reader: Reader, name: string): Identity | undefined {
    return reader.read('iam', `user ${name}`, () => this.askUser(name));
  }

  /** The user whose access key it is. */
  userOfKey(reader: Reader, accessKeyId: string): string | undefined {
    return reader.read('iam', `key ${accessKeyId}`, async () => {
      const command = new GetAccessKeyLastUsedCommand({ AccessKeyId: accessKeyId });
      const found = await present(this.clients.iam().send(command));
      return found?.UserName === undefined ? undefined : { value: found.UserName };
    });
  }

  /** A managed policy, for a session that was given it. */
  managed(reader: Reader, arn: string): Policy | undefined {
    return reader.read('iam', `policy ${arn}`, async () => ({ value: await this.askManaged(arn) }));
  }

  private async askRole(name: string): Promise<Known<Identity>> {
    const iam = this.clients.iam();
    const of = { RoleName: name };
    const role = (await present(iam.send(new GetRoleCommand(of))))?.Role;
    if (role === undefined) return undefined;
    const inline = await iam.send(new ListRolePoliciesCommand(of));
    const attached = await iam.send(new ListAttachedRolePoliciesCommand(of));
    const own = (inline.PolicyNames ?? []).map(async (PolicyName) => {
      const { PolicyDocument } = await iam.send(new GetRolePolicyCommand({ ...of, PolicyName }));
      return compiled(PolicyDocument, `policy ${PolicyName} of role ${name}`);
    });
    const policies = await Promise.all([...own, ...this.attached(attached.AttachedPolicies)]);
    const trust = compilePolicy(
      decoded(role.AssumeRolePolicyDocument),
      'trust',
      `the trust policy of role ${name}`,
    );
    return { value: { ...(await this.whatBothHave(role, role.RoleId)), policies, trust } };
  }

  private async askUser(name: string): Promise<Known<Identity>> {
    const iam = this.clients.iam();
    const of = { UserName: name };
    const user = (await present(iam.send(new GetUserCommand(of))))?.User;
    if (user === undefined) return undefined;
    const inline = await iam.send(new ListUserPoliciesCommand(of));
    const attached = await iam.send(new ListAttachedUserPoliciesCommand(of));
    const groups = await iam.send(new ListGroupsForUserCommand(of));
    const own = (inline.PolicyNames ?? []).map(async (PolicyName) => {
      const { PolicyDocument } = await iam.send(new GetUserPolicyCommand({ ...of, PolicyName }));
      return compiled(PolicyDocument, `policy ${PolicyName} of user ${name}`);
    });
    const ofGroups = await Promise.all(
      (groups.Groups ?? []).map(({ GroupName = '' }) => this.askGroup(GroupName)),
    );
    const direct = await Promise.all([...own, ...this.attached(attached.AttachedPolicies)]);
    const policies = [...direct, ...ofGroups.flat()];
    return { value: { ...(await this.whatBothHave(user, user.UserId)), policies, trust: undefined } };
  }

  private async askGroup(name: string): Promise<Policy[]> {
    const iam = this.clients.iam();
    const of = { GroupName: name };
    const inline = await iam.send(new ListGroupPoliciesCommand(of));
    const attached = await iam.send(new ListAttachedGroupPoliciesCommand(of));
    const own = (inline.PolicyNames ?? []).map(async (PolicyName) => {
      const { PolicyDocument } = await iam.send(new GetGroupPolicyCommand({ ...of, PolicyName }));
      return compiled(PolicyDocument, `policy ${PolicyName} of group ${name}`);
    });
    return Promise.all([...own, ...this.attached(attached.AttachedPolicies)]);
  }

  private attached(policies: readonly AttachedPolicy[] = []): Promise<Policy>[] {
    return policies.map(({ PolicyArn = '' }) => this.askManaged(PolicyArn));
  }

  private async askManaged(arn: string): Promise<Policy> {
    const iam = this.clients.iam();
    const { Policy } = await iam.send(new GetPolicyCommand({ PolicyArn: arn }));
    const version = new GetPolicyVersionCommand({ PolicyArn: arn, VersionId: Policy?.DefaultVersionId });
    const { PolicyVersion } = await iam.send(version);
    return compiled(PolicyVersion?.Document, `policy ${arn}`);
  }

  private async whatBothHave(
    { Arn: arn = '', Tags = [], PermissionsBoundary }: Role | User,
    id = '',
  ): Promise<Omit<Identity, 'policies' | 'trust'>> {
    const boundary = PermissionsBoundary?.PermissionsBoundaryArn;
    return {
      arn,
      id,
      tags: Object.fromEntries(Tags.map(({ Key = '', Value = '' }) => [Key, Value])),
      boundary:
        boundary === undefined ? undefined : { arn: boundary, policy: await this.askManaged(boundary) },
    };
  }
}

function compiled(document: string | undefined, name: string): Policy {
  return compilePolicy(decoded(document), 'identity', name);
}

/** IAM gives documents back in the form of an address (API reference, GetRolePolicy). */
function decoded(document = ''): string {
  return document.startsWith('%7B') ? decodeURIComponent(document) : document;
}
