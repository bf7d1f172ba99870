import type { ReportModel } from '../model/types';
import type { ReportDocument } from './blocks';
import { approvalsSection, changesSection, dataLossSection, validationSection } from './findings';
import { openPointsSection, postMortemSection } from './post-mortem';
import { restorePointSections } from './restore-point';
import { summarySection } from './summary';
import { timelineSection } from './timeline';

/** The report as sections: what Markdown and HTML have in common. */
export function documentOf(model: ReportModel): ReportDocument {
  return {
    title: `${model.incident.title}: ${model.incident.id}`,
    sections: [
      summarySection(model),
      timelineSection(model),
      ...restorePointSections(model),
      dataLossSection(model),
      validationSection(model),
      approvalsSection(model),
      changesSection(model),
      openPointsSection(model),
      postMortemSection(model),
    ],
  };
}
