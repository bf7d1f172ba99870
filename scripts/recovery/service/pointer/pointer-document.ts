import { pointerDocument, type PointerDocument } from '../../../../settings/runtime-documents';
import { canonicalJson } from '../../../engine/json';
import { stop } from '../../../engine/errors';

/** Whether two pointers say the same; when they were written does not matter. */
export function samePointer(one: PointerDocument, other: PointerDocument): boolean {
  return canonicalJson({ ...one, updatedAt: '' }) === canonicalJson({ ...other, updatedAt: '' });
}

/** The pointer in a text, or undefined when it holds none. */
export function parsePointer(text: string): PointerDocument | undefined {
  try {
    return pointerDocument.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** A pointer in a few words, for people. */
export function describePointer({ tableName, epoch, writesEnabled, incidentId }: PointerDocument): string {
  const writes = writesEnabled ? 'writes on' : 'writes off';
  return `table ${tableName}, epoch ${epoch}, ${writes}, incident ${incidentId ?? 'none'}`;
}

/** @throws Stop CONFIG_REJECTED by path and reason, before AppConfig is asked; values are not told */
export function requireValidPointer(pointer: PointerDocument): void {
  const result = pointerDocument.safeParse(pointer);
  if (result.success) return;
  const reasons = result.error.issues.map(
    ({ path, code }) => `${path.join('.') || 'the document'} (${code})`,
  );
  throw stop('CONFIG_REJECTED', { reasons, by: 'the tool', incident: pointer.incidentId });
}
