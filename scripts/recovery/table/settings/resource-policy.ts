import {
  GetResourcePolicyCommand,
  PolicyNotFoundException,
  PutResourcePolicyCommand,
} from '@aws-sdk/client-dynamodb';
import type { Json } from '../../../engine/json';
import { replaceName, THIS_TABLE, type Setting } from './setting';

/** The policy's document, its own table's ARN taken out; null: there is none. Restored tables get none (aws-facts.md, 2.7). */
export const resourcePolicy: Setting = {
  id: 'resourcePolicy',
  async read({ clients }, { arn }) {
    try {
      const { Policy } = await clients.dynamodb.send(new GetResourcePolicyCommand({ ResourceArn: arn }));
      return policyValue(Policy ?? null, arn);
    } catch (error) {
      if (error instanceof PolicyNotFoundException) return null;
      throw error;
    }
  },
  async put({ clients }, { subject: { arn }, wanted }) {
    // A policy that is surplus may be a fence: it is reported, never taken away.
    if (wanted === null) return false;
    await clients.dynamodb.send(
      new PutResourcePolicyCommand({
        ResourceArn: arn,
        Policy: JSON.stringify(wanted).replaceAll(THIS_TABLE, arn),
      }),
    );
    return true;
  },
};

/** @param arn of the table that the document belongs to */
export function policyValue(document: string | null, arn: string): Json {
  return document === null ? null : (JSON.parse(replaceName(document, arn, THIS_TABLE)) as Json);
}
