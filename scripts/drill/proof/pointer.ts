import type { PointerDocument } from '../../../settings/runtime-documents';
import type { Finding } from './finding';

export interface PointerProps {
  readonly before: PointerDocument;
  /** As a worker reads it that starts now. */
  readonly now: PointerDocument;
  readonly restored: string;
  readonly incident: string;
}

/** A worker that starts now must be sent to the restored table, under a higher epoch, and may write. */
export function provePointer({ before, now, restored, incident }: PointerProps): Finding {
  return {
    id: 'pointer',
    claim: `AppConfig serves ${restored === before.tableName ? 'the same' : 'the restored'} table to a worker that starts now, with writes allowed`,
    holds:
      now.tableName === restored &&
      now.epoch === before.epoch + (restored === before.tableName ? 0 : 1) &&
      now.writesEnabled &&
      now.incidentId === incident,
    evidence: `${now.tableName}, epoch ${now.epoch} after ${before.epoch}, writes ${now.writesEnabled ? 'allowed' : 'halted'}, incident ${now.incidentId ?? 'none'}`,
  };
}
