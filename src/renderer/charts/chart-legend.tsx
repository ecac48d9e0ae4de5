import { Group, Text, UnstyledButton } from '@mantine/core';
import { text } from '../text/index.ts';
import { RunSwatch } from './run-swatch.tsx';
import type { LineSeries } from './series.ts';

interface ChartLegendProps {
  readonly name: string;
  readonly series: readonly Pick<LineSeries, 'id' | 'label' | 'style'>[];
  readonly hidden: ReadonlySet<string>;
  readonly onHidden: (hidden: ReadonlySet<string>) => void;
}

/** One button per series that shows or hides it. */
export function ChartLegend({ name, series, hidden, onHidden }: ChartLegendProps) {
  const toggle = (id: string) => {
    const next = new Set(hidden);
    if (!next.delete(id)) next.add(id);
    onHidden(next);
  };
  return (
    <Group
      gap="4px 12px"
      component="fieldset"
      m={0}
      p={0}
      bd="0"
      miw={0}
      aria-label={text.charts.legend(name)}
      mah={84}
      style={{ overflowY: 'auto' }}
    >
      {series.map(({ id, label, style }) => (
        <UnstyledButton key={id} aria-pressed={!hidden.has(id)} onClick={() => toggle(id)}>
          <Group gap={6} wrap="nowrap">
            <RunSwatch style={style} />
            <Text size="xs" td={hidden.has(id) ? 'line-through' : undefined}>
              {label}
            </Text>
          </Group>
        </UnstyledButton>
      ))}
    </Group>
  );
}
