import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { Selection } from '../../../shared/contract/compare.ts';
import type { AnswerCounts } from '../../../shared/views/answers.ts';
import { useComparison } from './comparison-view.tsx';
import { useAnswersQuery } from './queries.ts';

/** What is counted answer by answer at a step: from the comparison itself where it is of that step, else asked for. */
export function useAnswerCounts(
  selection: Selection,
  step: number,
): { readonly counts: AnswerCounts | null; readonly error: Error | null } {
  const { data, countedStep } = useComparison();
  const isThere = countedStep === step;
  const query = useQuery({
    ...useAnswersQuery(selection, data.arms[data.baselineArm ?? -1]?.label, step),
    enabled: !isThere,
    placeholderData: keepPreviousData,
  });
  if (isThere) return { counts: { ...data, step }, error: null };
  // What is kept from another step is no answer to this one.
  return { counts: query.data?.step === step ? query.data : null, error: query.error };
}
