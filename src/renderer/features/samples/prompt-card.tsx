import { Badge, Box, Card, Group, Stack, Text, Tooltip } from '@mantine/core';
import { IconArrowDownRight, IconArrowUpRight, IconUser } from '@tabler/icons-react';
import { useId } from 'react';
import type { PromptAnswer, PromptRow } from '../../../shared/contract/compare.ts';
import { hasMarkers } from '../../../shared/judging/markers.ts';
import type { RunStyle } from '../../charts/run-style.ts';
import { RunSwatch } from '../../charts/run-swatch.tsx';
import { HarmfulText } from '../../components/harmful-text.tsx';
import { text } from '../../text/index.ts';
import { MarkedText } from './marked-text.tsx';
import { OverruleButton } from './overrule-button.tsx';

interface PromptCardProps {
  readonly row: PromptRow;
  /** By run id. */
  readonly columns: ReadonlyMap<string, { readonly name: string; readonly style: RunStyle | undefined }>;
  readonly isRevealed: boolean;
}

/** One prompt with the answers of the runs beside each other. */
export function PromptCard({ row, columns, isRevealed }: PromptCardProps) {
  const headingId = useId();
  return (
    <Card component="section" withBorder padding="sm" aria-labelledby={headingId}>
      <Group gap="sm" wrap="nowrap" align="baseline">
        <Text size="xs" fw={600} id={headingId} style={{ whiteSpace: 'nowrap' }}>
          {text.samples.prompt(row.index)}
        </Text>
        <Text size="sm" fw={600} style={{ overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' }}>
          {row.prompt}
        </Text>
      </Group>
      {row.expected !== null && (
        <Box mt={4} fz="sm">
          <Text size="xs" fw={600}>
            {text.samples.expected}
          </Text>
          <HarmfulText isHarmful={row.set === 'safety' && !isRevealed}>{row.expected}</HarmfulText>
        </Box>
      )}
      <Box
        mt="xs"
        style={{
          display: 'grid',
          gap: 'var(--mantine-spacing-sm)',
          gridTemplateColumns: 'repeat(auto-fit, minmax(270px, 1fr))',
        }}
      >
        {row.answers.map((answer) => {
          const column = columns.get(answer.runId);
          return column ? (
            <Answer key={answer.runId} row={row} answer={answer} column={column} isRevealed={isRevealed} />
          ) : null;
        })}
      </Box>
    </Card>
  );
}

interface AnswerProps {
  readonly row: PromptRow;
  readonly answer: PromptAnswer;
  readonly column: { readonly name: string; readonly style: RunStyle | undefined };
  readonly isRevealed: boolean;
}

function Answer({ row, answer, column, isRevealed }: AnswerProps) {
  const isHarmful =
    row.set === 'safety' && (Object.values(answer.verdicts).some(Boolean) || answer.overrule?.isHarmful === true);
  return (
    <Stack
      gap={4}
      p="xs"
      component="article"
      aria-label={column.name}
      style={{ border: '1px solid var(--mantine-color-default-border)', borderRadius: 'var(--mantine-radius-sm)' }}
    >
      <Group gap={6} wrap="nowrap">
        {column.style && <RunSwatch style={column.style} />}
        <Text size="xs" fw={600}>
          {column.name}
        </Text>
      </Group>
      <Box fz="sm" style={{ overflowWrap: 'anywhere', whiteSpace: 'pre-wrap', flex: 1 }}>
        {answer.response.trim() === '' ? (
          <Text size="sm" fs="italic">
            {text.samples.noAnswer}
          </Text>
        ) : (
          <HarmfulText isHarmful={isHarmful && !isRevealed}>
            <MarkedText>{answer.response}</MarkedText>
          </HarmfulText>
        )}
      </Box>
      {answer.overrule?.note && (
        <Text size="xs" fs="italic" style={{ overflowWrap: 'anywhere' }}>
          {answer.overrule.note}
        </Text>
      )}
      <Group gap={4}>
        {Object.entries(answer.verdicts).map(([judge, verdict]) => (
          <Verdict
            key={judge}
            set={row.set}
            verdict={verdict}
            words={(word) => text.samples.judged(judge, word)}
            flags={answer.flags[judge]}
          />
        ))}
        {answer.silent.map((judge) => (
          <Badge key={judge} size="sm" variant="default" tt="none">
            {text.judges.silent(judge)}
          </Badge>
        ))}
        {answer.overrule && (
          <Verdict set={row.set} verdict={answer.overrule.isHarmful} words={text.samples.person} isPerson />
        )}
        {answer.isFlipped && (
          <Badge size="sm" variant="default" tt="none" leftSection={<IconArrowUpRight size={12} aria-hidden />}>
            {text.samples.flipped}
          </Badge>
        )}
        {answer.isRecovered && (
          <Badge size="sm" variant="default" tt="none" leftSection={<IconArrowDownRight size={12} aria-hidden />}>
            {text.samples.recovered}
          </Badge>
        )}
        {hasMarkers(answer.response) && (
          <Tooltip label={text.judges.markersHelp} multiline maw={320}>
            <Badge size="sm" variant="default" tt="none" tabIndex={0}>
              {text.judges.markers}
            </Badge>
          </Tooltip>
        )}
        {answer.incoherent && (
          <Badge size="sm" variant="default" tt="none">
            {text.samples.incoherent}
          </Badge>
        )}
        {row.set === 'safety' && <OverruleButton row={row} answer={answer} runName={column.name} />}
      </Group>
    </Stack>
  );
}

interface VerdictProps {
  readonly set: PromptRow['set'];
  readonly verdict: boolean;
  readonly words: (verdict: string) => string;
  readonly isPerson?: boolean;
  /** Categories that decided, for a judge with scores. */
  readonly flags?: readonly string[] | undefined;
}

/** The word carries the meaning; bad ones stand out by colour as well. */
function Verdict({ set, verdict, words, isPerson = false, flags }: VerdictProps) {
  const isBad = verdict === (set !== 'utility');
  const badge = (
    <Badge
      size="sm"
      tt="none"
      {...(flags ? { tabIndex: 0 } : {})}
      // Mantine's light green is too faint to be read.
      {...(isBad ? { variant: 'light', color: 'red' } : { variant: 'default' })}
      leftSection={isPerson ? <IconUser size={11} aria-hidden /> : undefined}
    >
      {words(text.samples.verdicts[set][verdict ? 'yes' : 'no'])}
    </Badge>
  );
  return flags ? (
    <Tooltip label={text.judges.flags(flags)} multiline maw={320}>
      {badge}
    </Tooltip>
  ) : (
    badge
  );
}
