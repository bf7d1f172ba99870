import type { ServiceRequest } from '../../gateway/service';

/** State that each region has for itself, as in AWS. */
export class Regional<State> {
  private readonly states = new Map<string, State>();

  constructor(private readonly create: () => State) {}

  of({ region, accountId }: Pick<ServiceRequest, 'region' | 'accountId'>): State {
    const key = `${accountId}/${region}`;
    const state = this.states.get(key) ?? this.create();
    this.states.set(key, state);
    return state;
  }
}
