import type { Clock } from '../../clock';
import type { ServiceRequest, ServiceResponse } from '../../gateway/service';
import type { Policy } from '../evaluator';
import type { ResourceLook } from '../map';
import { changesFacts } from './changes';
import { Clients, type Ask } from './clients';
import { Facts, type Reader } from './facts';
import { Identities, type Identity } from './identities';
import { CloudLook, isAWSKey } from './look';
import { ResourcePolicies } from './resource-policies';

export type { Ask } from './clients';
export type { Identity } from './identities';

/** What is deployed, as far as it has been read. What is missing is read before the next look. */
export interface Deployed {
  readonly look: ResourceLook;
  role(name: string): Identity | undefined;
  user(name: string): Identity | undefined;
  userOfKey(accessKeyId: string): string | undefined;
  managedPolicy(arn: string): Policy | undefined;
  /** Of a bucket, table, key, queue, topic, secret, repository or vault; of a role for who takes it. */
  resourcePolicy(action: string, arn: string): Policy | undefined;
}

/**
 * Policies and facts from the local cloud's own services: asked once, compiled, and kept until a call changes them.
 * Policies of VPC endpoints are not among them: no client of a local cloud comes through one.
 */
export class Policies {
  private readonly facts: Facts;
  private readonly clients: Clients;
  private readonly identities: Identities;
  private readonly resources: ResourcePolicies;
  private readonly configurations = new Map<string, string>();

  /** @param ask the services, past the gate */
  constructor(ask: Ask, clock: Clock) {
    this.facts = new Facts(clock);
    this.clients = new Clients(ask);
    this.identities = new Identities(this.clients);
    this.resources = new ResourcePolicies(this.clients, this.identities);
  }

  /** Does work that looks at what is deployed, again until it has all it looks at. The work must not have effects. */
  with<Result>(work: (deployed: Deployed) => Result): Promise<Result> {
    return this.facts.complete((reader) => work(this.deployed(reader)));
  }

  /** A call was answered: forgets what it may have changed. @param resource what it was about */
  answered(request: ServiceRequest, answer: ServiceResponse, resource: string | undefined): void {
    if (request.path.startsWith('/configuration')) this.noteSession(answer, resource);
    if (!changesFacts(request)) return;
    if (request.service === 'tagging') this.facts.forgetAll();
    else this.facts.forget(request.service);
  }

  /** Each answer of AppConfigData holds the token of the next call. */
  private noteSession({ headers, body }: ServiceResponse, resource: string | undefined): void {
    const initial = /"InitialConfigurationToken":\s*"([^"]+)"/.exec(body.toString().slice(0, 10_000))?.[1];
    const [, next] =
      Object.entries(headers).find(([name]) => name.toLowerCase() === 'next-poll-configuration-token') ?? [];
    const token = next ?? initial;
    if (token !== undefined && resource !== undefined) this.configurations.set(token, resource);
  }

  private deployed(reader: Reader): Deployed {
    const { identities, clients, configurations } = this;
    const look = new CloudLook(reader, { clients, identities, configurations });
    return {
      look,
      role: (name) => identities.role(reader, name),
      user: (name) => identities.user(reader, name),
      userOfKey: (accessKeyId) => identities.userOfKey(reader, accessKeyId),
      managedPolicy: (arn) => identities.managed(reader, arn),
      resourcePolicy: (action, arn) =>
        // A trust policy is about taking a role, and not about what is done to it.
        arn.startsWith('arn:aws:iam:') && !action.startsWith('sts:')
          ? undefined
          : this.resources.of(reader, arn, arn.startsWith('arn:aws:kms:') && isAWSKey(look.aliasesOf(arn))),
    };
  }
}
