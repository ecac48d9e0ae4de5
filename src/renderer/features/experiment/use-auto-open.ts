import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { showError } from '../../components/toasts.tsx';
import { useLab } from '../../rpc/lab-context.tsx';
import { labQuery } from '../../rpc/lab-query.ts';

const preference = 'experiment.opens-comparison';
const waitSeconds = 4;

/** The choice to go on to the comparison by itself; on until a person turns it off. */
export function useOpensComparison(): readonly [opens: boolean, choose: (opens: boolean) => void] {
  const lab = useLab();
  const queries = useQueryClient();
  const key = ['preferences', preference];
  const stored = useQuery(labQuery(key, (signal) => lab.preferences.get({ name: preference }, { signal })));
  const save = useMutation({
    mutationFn: (value: boolean) => lab.preferences.set({ name: preference, value }),
    onMutate: (value) => queries.setQueryData(key, value),
    onError: showError,
  });
  return [stored.data !== false, (opens) => save.mutate(opens)];
}

/**
 * Counts down once everything is completed, if the page saw it running before; null while nothing is going to open.
 * `stay` stops the countdown.
 */
export function useCountdown(
  { isActive, isComplete, opens }: { isActive: boolean; isComplete: boolean; opens: boolean },
  onOpen: () => void,
): readonly [secondsLeft: number | null, stay: () => void] {
  const [hasRun, setRun] = useState(false);
  const [secondsLeft, setSeconds] = useState(waitSeconds);
  const [isStopped, setStopped] = useState(false);
  const counts = hasRun && isComplete && opens && !isStopped;
  if (isActive && !hasRun) setRun(true);
  useEffect(() => {
    if (!counts) return undefined;
    const timer = setTimeout(() => (secondsLeft > 1 ? setSeconds(secondsLeft - 1) : onOpen()), 1000);
    return () => clearTimeout(timer);
  }, [counts, secondsLeft, onOpen]);
  return [counts ? secondsLeft : null, () => setStopped(true)];
}
