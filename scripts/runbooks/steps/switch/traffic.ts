import { resolverFrom } from '../../../recovery/service/traffic/resolver';
import { awaitTraffic } from '../../../recovery/service/traffic/seen';
import {
  isSwitchedOn,
  switchOff,
  switchOn,
  type TrafficAction,
} from '../../../recovery/service/traffic/switch';
import { isoTime } from '../../../engine/clock';
import { stop } from '../../../engine/errors';
import { actionOf, known, recoveryS3Of, type RecoveryContext, type RecoveryStep } from '../../world';

export interface TrafficProps {
  readonly needs: readonly string[];
}

/** Sends traffic to the region that the incident works in: the switch is on for the recovery region, off for the primary. */
export function switchTraffic({ needs }: TrafficProps): RecoveryStep {
  return {
    id: 'switch-traffic',
    title: 'Switch the traffic',
    why: 'One object in the recovery region decides where the name of the API points: data plane only, because the control plane of Route 53 may be lost with the region. From here on users write there.',
    needs,
    budgetMinutes: 2,
    byHand:
      'To the recovery region: aws s3api put-object --bucket SWITCH_BUCKET --key failover/serve-from-recovery. Back home: aws s3api delete-object of the same (the bucket keeps its versions).',
    proves: 'the object is looked for: it is there, or it is gone.',
    async check(context) {
      const { trafficSwitchedAt } = context.facts;
      if (trafficSwitchedAt === undefined) return 'to do';
      return (await isSwitchedOn(switchOf(context))) === isRecovery(context) ? 'done' : 'to do';
    },
    plan: (context) => {
      const { names, settings } = context.world.target;
      const object = `${names.failoverSwitchKey} in ${names.bucket('switch', settings.recovery.region)}`;
      return [isRecovery(context) ? `put ${object}` : `remove ${object}`];
    },
    async run(context) {
      // Before it can have an effect: from now on there may be writes that are nowhere else.
      await context.record({ trafficSwitchedAt: isoTime(context.clock.now()) });
      if (isRecovery(context)) await switchOn(switchOf(context), context.incident);
      else await switchOff(switchOf(context));
    },
    async verify(context) {
      const on = await isSwitchedOn(switchOf(context));
      if (on === isRecovery(context))
        return { region: context.world.target.region, switch: on ? 'on' : 'off' };
      throw stop('TRAFFIC_NOT_SWITCHED', { on, incident: context.incident });
    },
    undo(context) {
      const { trafficSwitchedAt } = context.facts;
      if (trafficSwitchedAt === undefined) return;
      const { regionKind, region } = context.world.target;
      return Promise.reject(
        stop('TRAFFIC_SWITCHED', {
          region,
          at: trafficSwitchedAt,
          incident: context.incident,
          away: regionKind === 'recovery',
        }),
      );
    },
  };
}

export function verifyTraffic(): RecoveryStep {
  return {
    id: 'verify-traffic',
    title: 'See that traffic arrives',
    why: 'The service is back when users reach it. A health check takes half a minute to see the switch, and resolvers keep an answer for a minute.',
    needs: ['switch-traffic'],
    budgetMinutes: 10,
    byHand:
      'dig +short API_NAME and dig +short TARGET, the name in the SSM parameter api-domain/target of the region: the same addresses.',
    proves: 'a resolver gives, for the name of the API, the addresses of the region that serves.',
    check: () => 'to do',
    plan: ({ world: { target } }) => [
      `ask a resolver until ${target.settings.domain.api} is in ${target.region}`,
    ],
    run: () => undefined,
    async verify(context) {
      const { name, target, addresses } = await awaitTraffic(
        actionOf(context),
        context.world.resolver ?? resolverFrom({}),
      );
      return { name, target, addresses, switchedAt: known(context, 'trafficSwitchedAt') };
    },
  };
}

function isRecovery({ world: { target } }: RecoveryContext): boolean {
  return target.regionKind === 'recovery';
}

/** The switch lies in the recovery region, whichever region the incident works on. */
function switchOf({ world, clock }: RecoveryContext): TrafficAction {
  return { target: world.target, clock, s3: recoveryS3Of(world) };
}
