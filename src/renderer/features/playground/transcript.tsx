import { Box, Group, Loader, Paper, SimpleGrid, Stack, Text } from '@mantine/core';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { HarmfulText } from '../../components/harmful-text.tsx';
import { text } from '../../text/index.ts';
import { describeModel, mayHarm } from './describe-model.ts';
import type { Answer, Turn } from './use-chat.ts';

/** Prompts with their answers, the latest at the end. Answers are told when they are whole, not word by word. */
export function Transcript({ turns, isRevealed }: { turns: readonly Turn[]; isRevealed: boolean }) {
  return (
    <Stack gap="lg" role="log" aria-label={text.playground.transcript} aria-relevant="additions">
      {turns.map((turn) => (
        <Stack key={turn.id} gap="xs">
          <Paper p="sm" bg="var(--mantine-color-default-hover)" maw={820}>
            <Text size="xs" fw={600}>
              {text.playground.you}
            </Text>
            <Text size="sm" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
              {turn.prompt}
            </Text>
          </Paper>
          <SimpleGrid cols={{ base: 1, md: turn.answers.length }}>
            {turn.answers.map((answer) => (
              <AnswerCard key={answer.model.id} answer={answer} isRevealed={isRevealed} />
            ))}
          </SimpleGrid>
        </Stack>
      ))}
    </Stack>
  );
}

function AnswerCard({ answer, isRevealed }: { answer: Answer; isRevealed: boolean }) {
  const { model, state, message, tokenCount, elapsedMs } = answer;
  const isOpen = state === 'loading' || state === 'writing';
  return (
    <Paper withBorder p="sm" component="article" aria-busy={isOpen}>
      <Group justify="space-between" wrap="nowrap" mb={4}>
        <Text size="xs" fw={600}>
          {describeModel(model)}
        </Text>
        <Text size="xs" style={{ flexShrink: 0 }}>
          {[
            tokenCount > 0 ? text.playground.tokens(tokenCount) : '',
            // The first answer of a model waits for compiling, which says nothing about its speed.
            elapsedMs === null || elapsedMs < 100 || message !== ''
              ? ''
              : text.playground.took((elapsedMs / 1000).toFixed(1)),
            state === 'stopped' ? text.playground.stopped : '',
          ]
            .filter((part) => part !== '')
            .join(' · ')}
        </Text>
      </Group>
      {state === 'loading' && (
        <Group gap="xs">
          <Loader size="xs" aria-hidden />
          <Text size="sm">{message || text.playground.waiting}</Text>
        </Group>
      )}
      {state === 'failed' && <ErrorPanel error={answer.error} />}
      {(answer.text !== '' || state === 'done') && (
        <HarmfulText isHarmful={mayHarm(model) && !isRevealed}>
          <Box fz="sm" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
            {answer.text || text.playground.emptyAnswer}
          </Box>
        </HarmfulText>
      )}
    </Paper>
  );
}
