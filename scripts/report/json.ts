import type { ReportModel } from './model/types';

/** The model as JSON text; its fields are described in model/types.ts. */
export function renderJson(model: ReportModel): string {
  return `${JSON.stringify(model, undefined, 2)}\n`;
}
