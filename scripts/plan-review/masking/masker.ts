import type { StackPlan, Value } from '../model/types';
import { isPlace, KnownSecrets } from './known-secrets';
import { isSecretName } from './secret-names';
import { maskShapes } from './secret-shapes';

/** Turns values into what may be shown. Every text of a plan that reaches a reader goes through one of these. */
export class Masker {
  private readonly known: KnownSecrets;

  constructor(plans: readonly StackPlan[]) {
    this.known = new KnownSecrets(plans);
  }

  /** Whether what an attribute of this name holds is hidden as a whole. */
  hides(name: string, value: Value): boolean {
    return isSecretName(name) && !isPlace(value);
  }

  /** A text without secrets, as far as their marks, their other places and their shapes tell. */
  text(text: string, name = ''): string {
    return maskShapes(this.known.scrub(text), name);
  }

  /** A value that is no object as JSON, without secrets. */
  scalar(value: Value, name: string): string {
    if (typeof value === 'string') return JSON.stringify(this.text(value, name));
    if (typeof value === 'number') return this.known.scrub(String(value));
    return JSON.stringify(value ?? null);
  }
}
