import { stop } from '../../../engine/errors';
import type { Action } from '../../aws/action';
import type { WorkerClients } from '../../aws/clients';

/**
 * The service as a worker sees it. That the role cannot be taken must never be mistaken for a worker that is refused.
 *
 * @throws Stop WORKER_ROLE_REFUSED
 */
export async function asWorker({ clients, target, incident }: Action): Promise<WorkerClients> {
  return clients.asWorker(incident).catch((error: unknown) => {
    if (!(error as Error).name.startsWith('AccessDenied')) throw error;
    const role = target.names.roleArn('worker');
    throw stop('WORKER_ROLE_REFUSED', { role, allowed: target.names.role('recovery-operator') });
  });
}
