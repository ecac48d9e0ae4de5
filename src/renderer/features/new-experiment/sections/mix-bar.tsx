import { Box, Group, Stack, Text } from '@mantine/core';
import type { MixPreview } from '../../../../shared/contract/experiments.ts';
import { formatCount, formatPercent } from '../../../components/format.ts';
import { text } from '../../../text/index.ts';
import classes from '../new-experiment.module.css';

const words = text.newExperiment.mix;

/** Harmless and harmful rows as one bar, with counts, and how the rows spread over their categories. */
export function MixBar({ mix }: { mix: MixPreview }) {
  const total = mix.harmlessCount + mix.harmfulCount;
  const share = total > 0 ? mix.harmfulCount / total : 0;
  return (
    <Stack gap={6}>
      {/* The counts below say the same in words. */}
      <Box className={classes.bar} aria-hidden>
        <Box className={classes.barHarmless} style={{ flexGrow: 1 - share }} />
        <Box className={classes.barHarmful} style={{ flexGrow: share }} />
      </Box>
      <Group justify="space-between" gap="md">
        <Count
          className={classes.barHarmless}
          label={words.harmlessRows(formatCount(mix.harmlessCount), formatPercent(100 * (1 - share)))}
          available={mix.harmlessAvailable}
        />
        <Count
          className={classes.barHarmful}
          label={words.harmfulRows(formatCount(mix.harmfulCount), formatPercent(100 * share))}
          available={mix.harmfulAvailable}
        />
      </Group>
      <Group align="flex-start" grow preventGrowOverflow={false} gap="xl">
        <Categories title={words.harmlessCategories} counts={mix.harmlessCategories} className={classes.barHarmless} />
        <Categories title={words.harmfulCategories} counts={mix.harmfulCategories} className={classes.barHarmful} />
      </Group>
    </Stack>
  );
}

function Count({ className, label, available }: { className: string | undefined; label: string; available: number }) {
  return (
    <Group gap={6} wrap="nowrap">
      <span className={`${classes.key} ${className}`} aria-hidden />
      <Text size="sm">
        {label} <span className={classes.quiet}>{words.available(formatCount(available))}</span>
      </Text>
    </Group>
  );
}

interface CategoriesProps {
  readonly title: string;
  readonly counts: Readonly<Record<string, number>>;
  readonly className: string | undefined;
}

function Categories({ title, counts, className }: CategoriesProps) {
  const entries = Object.entries(counts).sort(([, left], [, right]) => right - left);
  const most = entries[0]?.[1] ?? 0;
  if (most === 0) return null;
  return (
    <Box maw={420}>
      <Text size="xs" fw={600} mb={2}>
        {title}
      </Text>
      <dl className={classes.categories}>
        {entries.map(([name, count]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              <span className={className} style={{ width: `${(100 * count) / most}%` }} aria-hidden />
              {formatCount(count)}
            </dd>
          </div>
        ))}
      </dl>
    </Box>
  );
}
