import type { Names, Region } from '../../../settings';

/** What nothing on this machine can show, because it has no zones that could fail. */
export const OPEN_CLAIMS: readonly string[] = [
  'Redis fails over to its replica, and how long that takes',
  'the load balancer stops sending requests to the lost zone after three failed health checks',
  'ECS starts the lost tasks in the other zones, and Fargate has the capacity for them there',
  'the other zones reach AWS and the internet while the network of the lost one drops everything',
  'fewer than 1 % of the requests fail meanwhile: the alarm that would end the experiment stays silent',
];

/** The commands that show it in a real account, for one of its administrators. */
export function experimentCommands({
  names,
  region,
}: {
  readonly names: Names;
  readonly region: Region;
}): string[] {
  const name = names.experiment(1);
  return [
    `TEMPLATE=$(aws fis list-experiment-templates --region ${region} --query "experimentTemplates[?tags.Name=='${name}'].id | [0]" --output text)`,
    `aws fis start-experiment --region ${region} --experiment-template-id "$TEMPLATE"`,
    `aws fis list-experiments --region ${region} --experiment-template-id "$TEMPLATE"`,
  ];
}
