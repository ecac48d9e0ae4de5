import { listHeadlineMetrics } from '../../../shared/report/find-scores.ts';
import { pickCondition } from '../../../shared/report/pick-condition.ts';
import type { ReportData } from '../../../shared/views/report.ts';
import type { ReportFinding } from '../../../shared/views/report-words.ts';
import { listCautions } from './caution-findings.ts';
import { listDifferenceFindings } from './difference-findings.ts';
import { listJudgeFindings } from './judge-findings.ts';
import { listCoherenceFindings, listUtilityFindings } from './price-findings.ts';
import { placeWords } from './words.ts';

/**
 * The report's findings as sentences that say no more than its statistics: first those at the hardest condition, then what limits
 * all of them, then the other conditions. Every finding names n and seeds where it names a score.
 */
export function listFindings(data: ReportData): ReportFinding[] {
  const step = data.headlineStep;
  if (step === null) return [{ ...nothing, text: 'Nothing has been evaluated yet.' }, ...listCautions(data)];
  const hardest = pickCondition(data);
  const others = data.conditions.flatMap((_, condition) => (condition === hardest ? [] : [condition]));
  const describe = (condition: number): ReportFinding[] => {
    const place = { condition, step };
    const differences = listHeadlineMetrics(data).flatMap((metric) =>
      listDifferenceFindings(data, { ...place, metric }),
    );
    return [
      ...differences.toSorted((left, right) => (left.arm ?? 0) - (right.arm ?? 0)),
      ...listUtilityFindings(data, place),
      ...listCoherenceFindings(data, place),
      ...listJudgeFindings(data, place),
    ];
  };
  const main = [...describe(hardest), ...listLater(data, hardest)];
  const missing: ReportFinding[] =
    main.length > 0
      ? []
      : [
          {
            ...nothing,
            condition: hardest,
            text: `${placeWords(data, { condition: hardest, step })}, nothing can be compared yet.`,
          },
        ];
  return [...main, ...missing, ...listCautions(data), ...others.flatMap(describe)];
}

/** An early headline must not hide what a longer attack does. */
function listLater(data: ReportData, condition: number): ReportFinding[] {
  const last = data.steps.at(-1);
  const [metric] = listHeadlineMetrics(data);
  if (last === undefined || last === data.headlineStep || metric === undefined) return [];
  return listDifferenceFindings(data, { condition, step: last, metric });
}

const nothing = { kind: 'basis', verdict: 'note', arm: null, condition: null, metric: null } as const;
