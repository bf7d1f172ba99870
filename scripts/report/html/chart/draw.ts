import { metWords, minutes, seconds } from '../../document/words';
import type { ReportModel } from '../../model/types';
import { oneLine } from '../../text';
import { drawFigure } from './figure';
import { ganttOptions } from './gantt';
import { chartData, type ChartData } from './spans';

/** The timeline of the steps. The table of steps says the same in words. */
export function drawTimeline(model: ReportModel): Promise<string> {
  const data = chartData(model);
  return drawFigure({
    id: 'timeline',
    title: 'Timeline of the steps',
    description: description(model, data),
    options: (plot, layout) => ganttOptions(plot, data, layout),
  });
}

function description({ recoveryTime, steps }: ReportModel, { bars, breaks }: ChartData): string {
  const late = steps.filter(({ budgetKept }) => budgetKept === false).map(({ title }) => title);
  return oneLine(
    [
      `${bars.length} of ${steps.length} steps were begun.`,
      `${seconds(recoveryTime.seconds)} from the declaration; objective ${minutes(recoveryTime.objectiveMinutes)}: ${metWords(recoveryTime.met)}.`,
      late.length === 0 ? 'No step was over its budget.' : `Over budget: ${late.join('; ')}.`,
      breaks.length === 0
        ? 'Nothing interrupted it.'
        : `${breaks.length} times it was interrupted and gone on with.`,
      'The table below says the same step by step.',
    ].join(' '),
  );
}
