import { Select } from '@mantine/core';
import { isHarmShare } from '../../../shared/report/find-scores.ts';
import type { ReportData } from '../../../shared/views/report.ts';
import { text } from '../../text/index.ts';

/** The metrics that are shares of harmful verdicts alone, one per judge. */
export function listJudgeMetrics({ metrics }: ReportData): number[] {
  return metrics.flatMap((metric, index) => (isHarmShare(metric) ? [index] : []));
}

interface JudgeChoiceProps {
  readonly data: ReportData;
  readonly metrics: readonly number[];
  readonly value: number;
  readonly onChange: (metric: number) => void;
}

/** Whose verdicts are counted; nothing where one judge alone has judged. */
export function JudgeChoice({ data, metrics, value, onChange }: JudgeChoiceProps) {
  if (metrics.length < 2) return null;
  return (
    <Select
      label={text.answers.judge}
      size="xs"
      w={220}
      allowDeselect={false}
      data={metrics.map((metric) => ({
        value: String(metric),
        label: `${data.metrics[metric]?.judge ?? ''} (${data.metrics[metric]?.label ?? ''})`,
      }))}
      value={String(value)}
      onChange={(metric) => metric !== null && onChange(Number(metric))}
    />
  );
}
