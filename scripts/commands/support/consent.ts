import { stop } from '../../engine/errors';
import { sameWith, type Operation } from './operation';

/**
 * Before a command writes items by itself: somebody at the terminal agrees, or has agreed by `--yes`.
 *
 * @param what it is about to do
 * @throws Stop CONSENT_MISSING (refused) with the same command and `--yes`; Interrupted by Ctrl-C
 */
export async function consent(
  operation: Operation,
  { yes, what }: { readonly yes: boolean; readonly what: string },
): Promise<void> {
  if (yes) return;
  if (operation.asker !== undefined) {
    await operation.asker.type('write', `This will ${what}. To go on`);
    return;
  }
  throw stop('CONSENT_MISSING', { what, next: sameWith(operation, { yes: true }) });
}
