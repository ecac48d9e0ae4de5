import { useLab } from '../../rpc/lab-context.tsx';
import { labQuery } from '../../rpc/lab-query.ts';

/** A stage with the runs that share it, its scores and checkpoints. */
export function useStageQuery(key: string) {
  const lab = useLab();
  return labQuery(
    ['stages', 'get', key],
    (signal) => lab.stages.get({ key }, { signal }),
    (notice) => (notice.kind === 'stage' || notice.kind === 'scores') && notice.key === key,
  );
}

/** Lines of a stage's log that contain the words, oldest first. */
export function useLogQuery(key: string, search: string, limit: number) {
  const lab = useLab();
  return labQuery(
    ['stages', 'logs', key, search, limit],
    (signal) => lab.stages.logs({ key, search, limit }, { signal }),
    (notice) => notice.kind === 'log' && notice.key === key,
  );
}

export type SampleSet = 'safety' | 'utility' | 'benign';

/** A page of a stage's answers, the newest first. */
export function useNewestSamplesQuery(options: {
  readonly key: string;
  readonly set: SampleSet | null;
  readonly step: number | null;
  readonly page: number;
  readonly pageSize: number;
}) {
  const { key, set, step, page, pageSize } = options;
  const lab = useLab();
  const filter = { key, ...(set ? { set } : {}), ...(step === null ? {} : { step }) };
  return labQuery(
    ['stages', 'samples', key, set, step, page],
    async (signal) => {
      const { total } = await lab.stages.samples({ ...filter, limit: 1 }, { signal });
      const end = Math.max(0, total - page * pageSize);
      const offset = Math.max(0, end - pageSize);
      if (end === 0) return { samples: [], total };
      const { samples } = await lab.stages.samples({ ...filter, offset, limit: end - offset }, { signal });
      return { samples: samples.toReversed(), total };
    },
    (notice) => notice.kind === 'samples' && notice.key === key,
  );
}
