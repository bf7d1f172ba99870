import { GetItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { ExpectedState } from '../expected/expected-state';
import type { Findings } from '../findings';
import { keyText, plainOf } from '../../items/item';
import type { Level } from '../report';
import { holds, type Suspect } from '../../items/rules/partition-references';
import type { TokenBucket } from '../../aws/token-bucket';

/** References looked up one by one; a table with more broken ones than this is beyond doubt. */
const LOOKED_UP = 1000;

export interface ReferenceCheckProps {
  readonly dynamodb: DynamoDBClient;
  readonly table: string;
  readonly tokens: TokenBucket;
  readonly findings: Findings;
  readonly level: Extract<Level, 'L2' | 'L4'>;
  readonly expected: ExpectedState | undefined;
  /** See `Thresholds`. */
  readonly toleratedAtCut: number;
}

/** Looks up the other item of a suspect reference: it may lie in another segment. */
export class ReferenceCheck {
  private broken = 0;
  tolerated = 0;

  constructor(private readonly props: ReferenceCheckProps) {}

  async settle(suspects: readonly Suspect[]): Promise<void> {
    for (const suspect of suspects) {
      if (this.broken < LOOKED_UP && (await this.holdsAfterAll(suspect))) continue;
      this.broken += 1;
      const { key, other, reference } = suspect;
      if (this.isOfRestoreSecond(suspect) && this.tolerated < this.props.toleratedAtCut) this.tolerated += 1;
      else {
        const { findings, level } = this.props;
        findings.add({ level, key, kind: 'reference', detail: `${reference.name}: ${other.PK} ${other.SK}` });
      }
    }
  }

  private async holdsAfterAll({ reference, plain, other }: Suspect): Promise<boolean> {
    const { dynamodb, table, tokens } = this.props;
    const reserved = await tokens.ready();
    const { Item } = await dynamodb.send(
      new GetItemCommand({
        TableName: table,
        Key: { PK: { S: other.PK }, SK: { S: other.SK } },
        ConsistentRead: true,
      }),
    );
    tokens.pay(1, reserved);
    return holds(reference, plain, Item && plainOf(Item));
  }

  /** A restore is not causally consistent: of two items written in the restore second one may be older (aws-facts.md, 1.29). */
  private isOfRestoreSecond({ key, other }: Suspect): boolean {
    const ambiguous = this.props.expected?.ambiguous;
    return ambiguous !== undefined && (ambiguous.has(keyText(key)) || ambiguous.has(keyText(other)));
  }
}
