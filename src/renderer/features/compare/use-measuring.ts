import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { ProbeKind } from '../../../shared/spec/probe.ts';
import type { WorkReading } from '../../../shared/views/work.ts';
import { showError } from '../../components/toasts.tsx';
import { useLab } from '../../rpc/lab-context.tsx';

/** Measures the kept models of an experiment, and how far that is; null while nothing is measured. It stops when the page goes away. */
export function useMeasuring(experimentId: string, kind: ProbeKind) {
  const lab = useLab();
  const queries = useQueryClient();
  const [reading, setReading] = useState<WorkReading | null>(null);
  const running = useRef<AbortController | null>(null);
  useEffect(() => () => running.current?.abort(), []);

  const start = async (): Promise<void> => {
    const controller = new AbortController();
    running.current = controller;
    setReading({ text: 'measuring', fraction: 0, remainingMs: null });
    try {
      const readings = await lab.compare.measureProbes({ experimentId, kind }, { signal: controller.signal });
      for await (const next of readings) setReading(next);
    } catch (error) {
      if (!controller.signal.aborted) showError(error);
    } finally {
      setReading(null);
      // Also after a stop: the runs that were finished until then are kept.
      await queries.invalidateQueries({ queryKey: ['compare', 'probes', experimentId, kind] });
    }
  };
  return { reading, start, stop: () => running.current?.abort() };
}
