import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useLab } from '../rpc/lab-context.tsx';
import { labQuery } from '../rpc/lab-query.ts';
import { getRunStyle, getStyleOfId, type RunStyle } from './run-style.ts';

interface StyledRun {
  readonly experimentId: string;
  readonly arm: string;
  readonly varied: Readonly<Record<string, unknown>>;
}

/** The experiments of the lab. */
export function useExperimentsQuery() {
  const lab = useLab();
  return labQuery(
    ['experiments', 'list'],
    (signal) => lab.experiments.list(undefined, { signal }),
    ({ kind }) => kind === 'runs',
  );
}

/** Looks up the style of any run; until the experiments have been read, a style made of the experiment's id and the arm. */
export function useRunStyles(): (run: StyledRun) => RunStyle {
  const { data } = useQuery(useExperimentsQuery());
  return useMemo(() => {
    const byId = new Map((data ?? []).map((experiment) => [experiment.id, experiment]));
    return (run) => {
      const experiment = byId.get(run.experimentId);
      return experiment ? getRunStyle(experiment, run) : getStyleOfId(`${run.experimentId}/${run.arm}`);
    };
  }, [data]);
}
