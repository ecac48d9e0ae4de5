import { createContext, type ReactNode, use, useMemo, useState } from 'react';
import { listHeadlineMetrics } from '../../../shared/report/find-scores.ts';
import { pickCondition } from '../../../shared/report/pick-condition.ts';
import type { ReportData } from '../../../shared/views/report.ts';
import type { RunStyle } from '../../charts/run-style.ts';

/** What every part of the compare page shows, and how one part says what the others should point at. */
export interface ComparisonView {
  /** With the chosen step as its headline. */
  readonly data: ReportData;
  /** Null while nothing has been evaluated. */
  readonly step: number | null;
  /** The step that the answers of `data` were counted at. */
  readonly countedStep: number | null;
  readonly setStep: (step: number) => void;
  readonly condition: number;
  readonly setCondition: (condition: number) => void;
  /** HS and FA. */
  readonly headline: readonly number[];
  readonly styles: readonly RunStyle[];
  readonly hiddenArms: ReadonlySet<number>;
  readonly toggleHidden: (arm: number) => void;
  /** Arms that a click has pinned. */
  readonly pinnedArms: ReadonlySet<number>;
  readonly togglePinned: (arm: number) => void;
  readonly pointAt: (arm: number | null) => void;
  /** Ids of the arms that stand out now, as charts name them; null is all. */
  readonly highlighted: ReadonlySet<string> | null;
  readonly isFaded: (arm: number) => boolean;
}

const ComparisonContext = createContext<ComparisonView | null>(null);

export function useComparison(): ComparisonView {
  const view = use(ComparisonContext);
  if (!view) throw new Error('There is no ComparisonProvider above this component.');
  return view;
}

/** How charts name an arm. */
export function armId(arm: number): string {
  return `arm-${arm}`;
}

/** The arm of a chart's id, also of one that says more, such as "arm-1/3". */
export function readArmId(id: string | null): number | null {
  const found = id === null ? null : /^arm-(\d+)/.exec(id);
  return found ? Number(found[1]) : null;
}

export function ComparisonProvider({
  data,
  styles,
  children,
}: {
  data: ReportData;
  styles: readonly RunStyle[];
  children: ReactNode;
}) {
  const [chosenStep, setStep] = useState<number | null>(null);
  const [chosenCondition, setCondition] = useState<number | null>(null);
  const [hiddenArms, setHidden] = useState<ReadonlySet<number>>(new Set());
  const [pinnedArms, setPinned] = useState<ReadonlySet<number>>(new Set());
  const [pointed, pointAt] = useState<number | null>(null);
  const step = chosenStep !== null && data.steps.includes(chosenStep) ? chosenStep : data.headlineStep;
  const condition =
    chosenCondition !== null && chosenCondition < data.conditions.length ? chosenCondition : pickCondition(data);
  const shown = useMemo(() => ({ ...data, headlineStep: step }), [data, step]);
  const highlighted = useMemo(() => {
    const arms = new Set([...pinnedArms, ...(pointed === null ? [] : [pointed])]);
    return arms.size === 0 ? null : new Set([...arms].map(armId));
  }, [pinnedArms, pointed]);
  const view = useMemo(
    (): ComparisonView => ({
      data: shown,
      step,
      countedStep: data.headlineStep,
      setStep,
      condition,
      setCondition,
      headline: listHeadlineMetrics(shown),
      styles,
      hiddenArms,
      toggleHidden: (arm) => setHidden((all) => toggle(all, arm)),
      pinnedArms,
      togglePinned: (arm) => setPinned((all) => toggle(all, arm)),
      pointAt,
      highlighted,
      isFaded: (arm) => highlighted !== null && !highlighted.has(armId(arm)),
    }),
    [shown, step, data.headlineStep, condition, styles, hiddenArms, pinnedArms, highlighted],
  );
  return <ComparisonContext value={view}>{children}</ComparisonContext>;
}

function toggle(all: ReadonlySet<number>, arm: number): ReadonlySet<number> {
  const next = new Set(all);
  if (!next.delete(arm)) next.add(arm);
  return next;
}
