import type { Clock } from '../../scripts/local-cloud/clock';
import type { LocalService, ServiceContext, ServiceRequest } from '../../scripts/local-cloud/gateway/service';
import { createAppConfig } from '../../scripts/local-cloud/services/appconfig';

/** A clock that moves only when told to. */
export class FakeClock implements Clock {
  private time = Date.UTC(2025, 0, 1);
  private waiting: { readonly at: number; readonly callback: () => void }[] = [];

  now(): number {
    return this.time;
  }

  after(milliseconds: number, callback: () => void): () => void {
    const entry = { at: this.time + milliseconds, callback };
    this.waiting.push(entry);
    return () => {
      this.waiting = this.waiting.filter((other) => other !== entry);
    };
  }

  /** Moves on and calls back whoever waits until then. */
  async advance(seconds: number): Promise<void> {
    this.time += seconds * 1000;
    const due = this.waiting.filter(({ at }) => at <= this.time);
    this.waiting = this.waiting.filter(({ at }) => at > this.time);
    due.forEach(({ callback }) => {
      callback();
    });
    await settle();
  }
}

/** Lets what was started without waiting come to its end. */
export async function settle(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

export interface Answer {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Record<string, string>;
  readonly body: string;
  readonly json: any;
}

export interface Wish {
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
  readonly region?: string;
}

/** AppConfig without a gateway: requests go to the service object, time is ours. */
export class BareAppConfig {
  readonly clock = new FakeClock();
  /** What CloudWatch says is in ALARM. */
  redAlarms: string[] = [];
  private readonly service: LocalService = createAppConfig();
  private readonly context: ServiceContext = {
    isServed: () => true,
    clock: this.clock,
    forward: () =>
      Promise.resolve({
        status: 200,
        headers: {},
        body: JSON.stringify({
          MetricAlarms: this.redAlarms.map((AlarmArn) => ({ AlarmArn })),
          CompositeAlarms: [],
        }),
      }),
  };

  async call(
    method: string,
    target: string,
    { body, headers = {}, region = 'us-east-1' }: Wish = {},
  ): Promise<Answer> {
    const [path = '', query = ''] = target.split('?');
    const request: ServiceRequest = {
      service: 'appconfig',
      region,
      accountId: '123456789012',
      accessKeyId: 'test',
      method,
      path,
      query: new URLSearchParams(query),
      headers,
      body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body ?? '')),
      operation: undefined,
    };
    const response = (await this.service.respond(request, this.context))!;
    await settle();
    const text = response.body.toString();
    return {
      status: response.status,
      headers: Object.fromEntries(
        Object.entries(response.headers).map(([name, value]) => [name.toLowerCase(), value]),
      ),
      body: text,
      json: response.headers['content-type'] === 'application/json' ? JSON.parse(text) : undefined,
    };
  }

  /** An application with an environment, and a profile with a first version. */
  async furnish({ validator, monitors = [] }: { validator?: string; monitors?: string[] } = {}) {
    const application = (await this.call('POST', '/applications', { body: { Name: 'app' } })).json
      .Id as string;
    const environment = (
      await this.call('POST', `/applications/${application}/environments`, {
        body: { Name: 'env', Monitors: monitors.map((AlarmArn) => ({ AlarmArn })) },
      })
    ).json.Id as string;
    const profile = await this.profile(application, 'profile', validator);
    return { application, environment, profile };
  }

  async profile(application: string, name: string, validator?: string): Promise<string> {
    const Validators = validator === undefined ? [] : [{ Type: 'JSON_SCHEMA', Content: validator }];
    const body = { Name: name, LocationUri: 'hosted', Validators };
    return (await this.call('POST', `/applications/${application}/configurationprofiles`, { body })).json
      .Id as string;
  }

  async version(application: string, profile: string, content: string, headers: Record<string, string> = {}) {
    const path = `/applications/${application}/configurationprofiles/${profile}/hostedconfigurationversions`;
    return this.call('POST', path, {
      body: content,
      headers: { 'content-type': 'application/json', ...headers },
    });
  }

  /** A strategy of the account's own, linear by 50 %; minutes. */
  async strategy(duration: number, bake: number): Promise<string> {
    const body = {
      Name: `${duration} and ${bake}`,
      DeploymentDurationInMinutes: duration,
      FinalBakeTimeInMinutes: bake,
      GrowthFactor: duration === 0 ? 100 : 50,
    };
    return (await this.call('POST', '/deploymentstrategies', { body })).json.Id as string;
  }

  async deploy(
    place: { application: string; environment: string; profile: string },
    strategy: string,
    version: string,
  ): Promise<Answer> {
    return this.call(
      'POST',
      `/applications/${place.application}/environments/${place.environment}/deployments`,
      {
        body: {
          DeploymentStrategyId: strategy,
          ConfigurationProfileId: place.profile,
          ConfigurationVersion: version,
        },
      },
    );
  }

  async session(
    application: string,
    environment: string,
    profile: string,
    interval?: number,
  ): Promise<string> {
    const { json } = await this.call('POST', '/configurationsessions', {
      body: {
        ApplicationIdentifier: application,
        EnvironmentIdentifier: environment,
        ConfigurationProfileIdentifier: profile,
        RequiredMinimumPollIntervalInSeconds: interval,
      },
    });
    return json.InitialConfigurationToken as string;
  }

  async poll(token: string, wish: Wish = {}): Promise<Answer> {
    return this.call('GET', `/configuration?configuration_token=${token}`, wish);
  }
}
