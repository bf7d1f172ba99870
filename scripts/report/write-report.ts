import { join } from 'node:path';
import { makePrivateFolder, writePrivateFile } from '../engine/private-file';
import { documentOf } from './document/document';
import { renderHtml } from './html/page';
import { renderJson } from './json';
import { renderMarkdown } from './markdown/render';
import { buildReport, type ReportProps } from './model/build';
import type { ReportModel } from './model/types';

/** In the order in which they are written. */
export const REPORT_FORMATS = ['md', 'html', 'json'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

export interface WriteReportProps extends ReportProps {
  /** Made when it is missing. */
  readonly folder: string;
  /** @default all */
  readonly formats?: readonly ReportFormat[];
}

export interface WrittenReport {
  readonly model: ReportModel;
  /** Paths of what was written. */
  readonly files: readonly string[];
}

/**
 * Writes `report.md`, `report.html` and `report.json` of an incident. Each is there whole or not at all; an earlier
 * report is replaced.
 *
 * @throws Stop JOURNAL_DAMAGED when the chain of hashes is broken
 */
export async function writeReport(props: WriteReportProps): Promise<WrittenReport> {
  const { folder, formats = REPORT_FORMATS } = props;
  const model = buildReport(props);
  makePrivateFolder(folder);
  const files: string[] = [];
  for (const format of REPORT_FORMATS.filter((known) => formats.includes(known))) {
    const path = join(folder, `report.${format}`);
    writePrivateFile(path, await render(model, format));
    files.push(path);
  }
  return { model, files };
}

async function render(model: ReportModel, format: ReportFormat): Promise<string> {
  switch (format) {
    case 'md':
      return renderMarkdown(documentOf(model));
    case 'html':
      return renderHtml(model);
    case 'json':
      return renderJson(model);
  }
}
