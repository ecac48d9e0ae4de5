import { Slider, Tooltip } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { Selection } from '../../../shared/contract/compare.ts';
import { showError } from '../../components/toasts.tsx';
import { useLab } from '../../rpc/lab-context.tsx';
import { text } from '../../text/index.ts';

interface ThresholdSliderProps {
  readonly selection: Selection;
  readonly judge: string;
  readonly judgeId: string;
  readonly threshold: number;
}

/** The threshold of a judge with scores; letting go decides anew. */
export function ThresholdSlider({ selection, judge, judgeId, threshold }: ThresholdSliderProps) {
  const lab = useLab();
  const [drawn, setDrawn] = useState<number | null>(null);
  const { mutate } = useMutation({
    mutationFn: (value: number) => lab.judges.setThreshold({ selection, judgeId, threshold: value }),
    onError: showError,
    // What was drawn since then is sent next.
    onSettled: (_data, _error, sent) => setDrawn((now) => (now === sent ? null : now)),
  });
  // A key that is held changes it many times.
  const send = useDebouncedCallback(mutate, 200);
  return (
    <Tooltip label={text.judges.thresholdHelp} openDelay={400}>
      <Slider
        w={150}
        size="sm"
        min={0}
        max={1}
        step={0.01}
        value={drawn ?? threshold}
        label={(value) => value.toFixed(2)}
        thumbLabel={text.judges.thresholdOf(judge)}
        onChange={setDrawn}
        onChangeEnd={send}
      />
    </Tooltip>
  );
}
