import { Group, SegmentedControl, SimpleGrid, Text } from '@mantine/core';
import { useId, useMemo, useState } from 'react';
import { LineChart } from '../../charts/line-chart.tsx';
import { Section } from '../../components/section.tsx';
import { text } from '../../text/index.ts';
import { listNumberAxes } from '../../../shared/report/conditions.ts';
import { type Abscissa, buildScoreLines } from './chart-data.ts';
import { useComparison } from './comparison-view.tsx';
import { listExternalLines } from './external.ts';

const percentRange = { min: 0, max: 100 };

/** HS and FA over the attack's steps, or over an axis of numbers such as p. */
export function AlongSection({ step }: { step: number }) {
  const { data, headline } = useComparison();
  const labelId = useId();
  const [over, setOver] = useState<Abscissa>('steps');
  const axes = useMemo(() => listNumberAxes(data), [data]);
  const axis = axes.find((candidate) => candidate.path === over);
  const xLabel = axis ? (axis.symbol ?? axis.label) : text.compare.overSteps;
  return (
    <Section
      title={text.compare.along}
      actions={
        axes.length > 0 && (
          <Group gap="xs" wrap="nowrap">
            <Text size="sm" id={labelId}>
              {text.compare.over}
            </Text>
            <SegmentedControl
              size="xs"
              aria-labelledby={labelId}
              data={[
                { value: 'steps', label: text.compare.overSteps },
                ...axes.map((it) => ({ value: it.path, label: it.symbol ?? it.label })),
              ]}
              value={over}
              onChange={setOver}
            />
          </Group>
        )
      }
    >
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
        {headline.map((metric) => (
          <ScoreChart key={metric} metric={metric} over={over} xLabel={xLabel} step={step} />
        ))}
      </SimpleGrid>
    </Section>
  );
}

interface ScoreChartProps {
  readonly metric: number;
  readonly over: Abscissa;
  readonly xLabel: string;
  readonly step: number;
}

function ScoreChart({ metric, over, xLabel, step }: ScoreChartProps) {
  const { data, condition, styles, hiddenArms, highlighted } = useComparison();
  const series = useMemo(
    () => [
      ...buildScoreLines(data, { metric, over, condition, step }, { styles, hiddenArms }),
      ...listExternalLines(data, styles, { metric: data.metrics[metric]?.name ?? '', over }),
    ],
    [data, metric, over, condition, step, styles, hiddenArms],
  );
  const label = data.metrics[metric]?.label ?? '';
  return (
    <LineChart
      name={text.compare.overChart(label, xLabel)}
      help={text.compare.bandHelp}
      series={series}
      xLabel={xLabel}
      yLabel={text.compare.percent(label)}
      yRange={percentRange}
      highlighted={highlighted}
    />
  );
}
