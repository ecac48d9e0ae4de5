import type { Reproduction, StageReproduction } from '../views/reproduction.ts';

const mostReasons = 4;

/** What was the same and what was not, in lines of plain text. */
export function describeReproduction(reproduction: Reproduction): string {
  const { counts, tolerance, stages, isWithin } = reproduction;
  const exact = stages.filter((stage) => stage.isExactExpected);
  const inexact = exact.filter((stage) => stage.outcome !== 'identical').length;
  return [
    `${isWithin ? 'Reproduced' : 'Not reproduced'}: of ${stages.length} stages ${counts.identical} bit for bit, ${counts.within} within the tolerance, ${counts.different} different, ${counts.missing} not completed.`,
    `Tolerance: scores ${tolerance.scorePoints} points, loss curves ${(100 * tolerance.curveFraction).toFixed(1)} % (root mean square of the differences over that of the values).`,
    exact.length === stages.length
      ? 'Processor, device and versions are those of the bundle: the same bits are expected.'
      : `${stages.length - exact.length} stages were run on another processor, device or version: the same bits are not expected of them.`,
    ...(inexact > 0
      ? [`${inexact} stages that should have the same bits have not; were they run with another number of slots?`]
      : []),
    ...stages.filter((stage) => stage.outcome !== 'identical').map(describeStage),
  ].join('\n');
}

function describeStage({ kind, key, outcome, reasons }: StageReproduction): string {
  const shown = reasons.slice(0, mostReasons).map((reason) => `\n    ${reason}`);
  const more = reasons.length > mostReasons ? `\n    and ${reasons.length - mostReasons} more` : '';
  const words = outcome === 'within' ? 'within the tolerance' : outcome === 'missing' ? 'not completed' : outcome;
  return `  ${kind} ${key.slice(0, 12)}: ${words}${shown.join('')}${more}`;
}
