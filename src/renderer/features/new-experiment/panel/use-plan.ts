import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { canonicalJson } from '../../../../shared/canonical-json.ts';
import type { DraftSpec } from '../../../../shared/contract/experiments.ts';
import { useLab } from '../../../rpc/lab-context.tsx';
import { labQuery } from '../../../rpc/lab-query.ts';
import { type FormState, writeDraft } from '../form/form-state.ts';

/** What the form would run, asked again a moment after each change and whenever a stage is completed. */
export function usePlan(state: FormState) {
  const lab = useLab();
  const key = useMemo(() => canonicalJson(writeDraft(state)), [state]);
  const [settled] = useDebouncedValue(key, 300);
  const query = useQuery({
    ...labQuery(
      ['experiments', 'plan', settled],
      // What was written a moment ago as JSON is read again: the key is the whole question.
      (signal) => lab.experiments.plan({ draft: JSON.parse(settled) as DraftSpec }, { signal }),
      (notice) => notice.kind === 'runs' || (notice.kind === 'stage' && notice.status === 'completed'),
    ),
    placeholderData: keepPreviousData,
    gcTime: 30_000,
  });
  return { query, isOld: settled !== key || query.isPlaceholderData };
}
