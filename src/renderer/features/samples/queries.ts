import type { PromptFilter } from '../../../shared/contract/compare.ts';
import type { Sample } from '../../../shared/events.ts';
import type { ReportRun } from '../../../shared/views/report.ts';
import { useLab } from '../../rpc/lab-context.tsx';
import { labQuery } from '../../rpc/lab-query.ts';

export interface PromptChoice {
  readonly set: Sample['set'];
  /** Null is the last step that was evaluated. */
  readonly step: number | null;
  readonly filter: PromptFilter;
  /** With 'disagree': the two judges that differ; null is any. */
  readonly judges: readonly [string, string] | null;
  /** The judge whose verdict on a safety answer counts; null is the first of the evaluation. */
  readonly judge: string | null;
  /** With 'worse' and 'better': ids of runs that are held against each other. */
  readonly pairs: readonly (readonly [first: string, second: string])[];
  readonly search: string;
  readonly limit: number;
  readonly offset: number;
}

/** A page of prompts with the answers of the runs. */
export function usePromptsQuery(runs: readonly ReportRun[], choice: PromptChoice) {
  const lab = useLab();
  const keys = new Set(runs.map((run) => run.stages.evaluate));
  const runIds = runs.map((run) => run.runId);
  return labQuery(
    ['compare', 'prompts', runIds, choice],
    (signal) =>
      lab.compare.prompts(
        {
          runIds,
          ...choice,
          judges: choice.judges && [...choice.judges],
          pairs: choice.pairs.map(([first, second]) => [first, second]),
        },
        { signal },
      ),
    (notice) => (notice.kind === 'samples' || notice.kind === 'scores') && keys.has(notice.key),
  );
}
