import type { Json } from '../support/json';

/** Settings that moto takes and forgets: the table class, and the limits of throughput on demand. */
export class IgnoredSettings {
  private tableClass: unknown;
  private throughput: unknown;
  private readonly ofIndexes = new Map<unknown, unknown>();

  /** @param body of CreateTable or UpdateTable */
  note(body: Json): void {
    this.tableClass = body.TableClass ?? this.tableClass;
    this.throughput = body.OnDemandThroughput ?? this.throughput;
    const updates = (body.GlobalSecondaryIndexUpdates ?? []) as readonly Record<string, Json>[];
    const indexes = [
      ...((body.GlobalSecondaryIndexes ?? []) as readonly Json[]),
      ...updates.map(({ Create, Update }) => Create ?? Update ?? {}),
    ];
    for (const { IndexName, OnDemandThroughput } of indexes) {
      if (OnDemandThroughput !== undefined) this.ofIndexes.set(IndexName, OnDemandThroughput);
    }
  }

  /** @param description as moto gives it */
  show(description: Json): Json {
    const indexes = description.GlobalSecondaryIndexes as readonly Json[] | undefined;
    return {
      ...description,
      ...(this.tableClass === undefined ? {} : { TableClassSummary: { TableClass: this.tableClass } }),
      ...(this.throughput === undefined ? {} : { OnDemandThroughput: this.throughput }),
      ...(indexes === undefined
        ? {}
        : {
            GlobalSecondaryIndexes: indexes.map((index) => {
              const throughput = this.ofIndexes.get(index.IndexName);
              return throughput === undefined ? index : { ...index, OnDemandThroughput: throughput };
            }),
          }),
    };
  }
}
