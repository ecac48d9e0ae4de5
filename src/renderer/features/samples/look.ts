import { promptFilters, type PromptFilter } from '../../../shared/contract/compare.ts';
import { readSelection, writeSelection } from '../compare/selection.ts';

/** What an address of the page asks to look at first. */
export interface SamplesLook {
  readonly filter: PromptFilter;
  readonly step: number | null;
  /** The judge that decides; null is the first of the evaluation. */
  readonly judge: string | null;
  /** The two judges that differ; null is any. */
  readonly judges: readonly [string, string] | null;
  /** The runs that the others are held against. */
  readonly against: readonly string[];
}

/** The same in the address. */
export interface LookSearch {
  readonly filter?: string | undefined;
  readonly step?: number | undefined;
  readonly judge?: string | undefined;
  readonly judges?: string | undefined;
  readonly against?: string | undefined;
}

/** Null where the address asks for nothing. */
export function readLook({ filter, step, judge, judges, against }: LookSearch): SamplesLook | null {
  const known = promptFilters.find((it) => it === filter);
  if (known === undefined && step === undefined && judge === undefined) return null;
  const selection = against === undefined ? null : readSelection({ runs: against });
  // Names of judges hold no comma: they are names of settings, with the id of a pass.
  const [left, right] = judges?.split(',') ?? [];
  return {
    filter: known ?? 'all',
    step: step ?? null,
    judge: judge ?? null,
    judges: left && right ? [left, right] : null,
    against: selection && 'runIds' in selection ? selection.runIds : [],
  };
}

/** The address's part for a look at runs. */
export function writeLook(runIds: readonly string[], look: Partial<SamplesLook>): LookSearch & { runs?: string } {
  const { filter, step, judge, judges, against = [] } = look;
  return {
    ...writeSelection({ runIds: [...runIds] }),
    ...(filter === undefined ? {} : { filter }),
    ...(typeof step === 'number' ? { step } : {}),
    ...(judge ? { judge } : {}),
    ...(judges ? { judges: judges.join(',') } : {}),
    ...(against.length > 0 ? { against: writeSelection({ runIds: [...against] }).runs } : {}),
  };
}
