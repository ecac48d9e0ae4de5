import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import type { ExperimentDetail } from '../../../shared/contract/experiments.ts';
import type { Notice } from '../../../shared/contract/notices.ts';
import { useLab, useNotices } from '../../rpc/lab-context.tsx';
import { labQuery } from '../../rpc/lab-query.ts';
import { patchDetail } from './patch-detail.ts';

/** An experiment with its runs and stages, kept up to date by notices; progress comes with them and is not read again. */
export function useExperimentDetail(id: string) {
  const lab = useLab();
  const queries = useQueryClient();
  const key = useMemo(() => ['experiments', 'detail', id], [id]);
  useNotices(
    useCallback(
      (notices: readonly Notice[]) => {
        const before = queries.getQueryData<ExperimentDetail>(key);
        if (!before) return;
        const { detail, isStale } = patchDetail(before, notices);
        if (detail !== before) queries.setQueryData(key, detail);
        if (isStale) void queries.invalidateQueries({ queryKey: key });
      },
      [queries, key],
    ),
  );
  return useQuery(
    labQuery(
      key,
      (signal) => lab.experiments.get({ id }, { signal }),
      ({ kind }) => kind === 'runs',
    ),
  );
}
