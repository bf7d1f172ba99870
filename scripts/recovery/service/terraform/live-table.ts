import { GetParameterCommand, ParameterNotFound, PutParameterCommand } from '@aws-sdk/client-ssm';
import { stop } from '../../../engine/errors';
import type { RegionClients } from '../../aws/action';

/**
 * The table that deploys believe to be live: the parameter of the deploy interlock.
 *
 * @throws Stop LIVE_TABLE_PARAMETER_MISSING when the regional stack was never deployed
 */
export async function readLiveTable({ target: { names, region }, clients }: RegionClients): Promise<string> {
  const name = names.liveTableParameter;
  try {
    const { Parameter } = await clients.ssm.send(new GetParameterCommand({ Name: name }));
    return Parameter?.Value ?? '';
  } catch (error) {
    if (!(error instanceof ParameterNotFound)) throw error;
    throw stop('LIVE_TABLE_PARAMETER_MISSING', { parameter: name, region, stack: names.stack('primary') });
  }
}

/** Moves it, so that from now on a deploy from settings that name another table is refused (docs/decisions.md). */
export async function moveLiveTable(action: RegionClients, table: string): Promise<void> {
  if ((await readLiveTable(action)) === table) return;
  const { target, clients } = action;
  await clients.ssm.send(
    new PutParameterCommand({ Name: target.names.liveTableParameter, Value: table, Overwrite: true }),
  );
}
