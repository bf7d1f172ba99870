import { readDocument, writeDocument, type Stored } from '../documents';
import { exportUnderWay, tableKeys, type ExportKind, type ExportUnderWay } from './format';
import type { ExportsVault } from './vault';

/** What is known of an export of a kind that was asked for, or is about to be. @throws Stop VAULT_TAMPERED (precondition) */
export function readUnderWay(
  { exports, source }: ExportsVault,
  table: string,
  kind: ExportKind,
): Promise<Stored<ExportUnderWay> | undefined> {
  return readDocument(exports, tableKeys(source, table).underWay(kind), exportUnderWay);
}

/** @param etag of what it replaces @returns undefined when another writer was faster */
export function writeUnderWay(
  { exports, source }: ExportsVault,
  table: string,
  { content, etag }: { readonly content: ExportUnderWay; readonly etag: string | undefined },
): Promise<Stored<ExportUnderWay> | undefined> {
  return writeDocument(exports, tableKeys(source, table).underWay(content.kind), { content, etag });
}
