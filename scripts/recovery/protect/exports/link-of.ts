import type { ExportDescription } from '@aws-sdk/client-dynamodb';
import { isoTime } from '../../../engine/clock';
import { getObject, sha256Of } from '../../vault';
import { tableKeys, type ExportLink, type ExportUnderWay, type TableVault } from '../../vault/table';

export interface LinkProps {
  readonly table: string;
  readonly asked: ExportUnderWay;
  readonly description: ExportDescription;
}

/** What a link says beside its place in the chain. */
export type LinkContent = Omit<ExportLink, 'number' | 'previous'>;

/**
 * What a completed export left in the vault: its manifests with their digests, which name every file with its MD5
 * (DynamoDB developer guide, "DynamoDB table export output format").
 *
 * @throws Stop VAULT_GAP naming a manifest that is not there
 */
export async function linkOf(
  { exports, source }: TableVault,
  { table, asked, description }: LinkProps,
): Promise<LinkContent> {
  const { ExportArn = '', ItemCount = 0, BilledSizeBytes = 0, EndTime } = description;
  const id = ExportArn.slice(ExportArn.lastIndexOf('/') + 1);
  const prefix = `${tableKeys(source, table).exportPrefix}/AWSDynamoDB/${id}`;
  const digest = async (name: string): Promise<string> =>
    sha256Of(await getObject(exports, `${prefix}/${name}`));
  const [summary, files] = await Promise.all([
    digest('manifest-summary.json'),
    digest('manifest-files.json'),
  ]);
  return {
    schema: 1,
    table,
    kind: asked.kind,
    from: asked.from,
    to: asked.to,
    exportArn: ExportArn,
    prefix,
    manifest: { summary, files },
    items: ItemCount,
    bytes: BilledSizeBytes,
    completedAt: isoTime(EndTime?.getTime() ?? Date.parse(asked.askedAt)),
  };
}
