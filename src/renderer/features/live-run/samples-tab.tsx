import { Badge, Button, Card, Group, SegmentedControl, Select, Skeleton, Stack, Text } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { Sample } from '../../../shared/events.ts';
import type { StageView } from '../../../shared/views/lab.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { HarmfulText } from '../../components/harmful-text.tsx';
import { text } from '../../text/index.ts';
import { type SampleSet, useNewestSamplesQuery, useStageQuery } from './queries.ts';

const words = text.liveRun.samples;
const pageSize = 25;
const sets: readonly SampleSet[] = ['safety', 'utility', 'benign'];

/** The answers to the test prompts as they come, with the judges' verdicts. */
export function SamplesTab({ evaluate, runId }: { evaluate: StageView; runId: string }) {
  const [set, setSet] = useState<SampleSet | null>(null);
  const [step, setStep] = useState<number | null>(null);
  const [page, setPage] = useState(0);
  const stage = useQuery(useStageQuery(evaluate.key));
  const { data, error, refetch } = useQuery({
    ...useNewestSamplesQuery({ key: evaluate.key, set, step, page, pageSize }),
    placeholderData: keepPreviousData,
  });
  const steps = [...new Set((stage.data?.scores ?? []).map((score) => score.step))].sort((left, right) => left - right);
  if (error) return <ErrorPanel error={error} onRetry={() => void refetch()} />;
  return (
    <Stack gap="sm">
      <Group gap="sm" align="flex-end">
        <SegmentedControl
          size="xs"
          aria-label={words.set}
          value={set ?? 'all'}
          onChange={(value) => {
            setSet(sets.find((it) => it === value) ?? null);
            setPage(0);
          }}
          data={(['all', ...sets] as const).map((value) => ({ value, label: words.sets[value] }))}
        />
        <Select
          size="xs"
          w={150}
          aria-label={words.step}
          value={step === null ? 'all' : String(step)}
          onChange={(value) => {
            setStep(value === null || value === 'all' ? null : Number(value));
            setPage(0);
          }}
          data={[
            { value: 'all', label: words.allSteps },
            ...steps.map((it) => ({ value: String(it), label: words.stepName(it) })),
          ]}
          allowDeselect={false}
        />
        <Button
          size="xs"
          variant="default"
          renderRoot={(props) => <Link {...props} to="/samples" search={{ runs: runId }} />}
        >
          {words.sideBySide}
        </Button>
      </Group>
      {!data && <Skeleton h={200} />}
      {data?.total === 0 && <EmptyState title={words.emptyTitle} body={words.emptyBody} />}
      {data && data.total > 0 && (
        <>
          <Group justify="space-between">
            <Text size="xs" aria-live="polite">
              {words.newest(data.samples.length, data.total)}
            </Text>
            <Group gap={4}>
              <Button size="compact-xs" variant="default" disabled={page === 0} onClick={() => setPage(page - 1)}>
                {words.newer}
              </Button>
              <Button
                size="compact-xs"
                variant="default"
                disabled={(page + 1) * pageSize >= data.total}
                onClick={() => setPage(page + 1)}
              >
                {words.older}
              </Button>
            </Group>
          </Group>
          {data.samples.map((sample) => (
            <SampleCard key={`${sample.step} ${sample.set} ${sample.index}`} sample={sample} />
          ))}
        </>
      )}
    </Stack>
  );
}

function SampleCard({ sample }: { sample: Sample }) {
  const isHarmful = sample.set === 'safety' && Object.values(sample.verdicts).some(Boolean);
  return (
    <Card withBorder padding="xs">
      <Group gap="xs" mb={4}>
        <Badge size="sm" variant="default" tt="none">
          {words.sets[sample.set]}
        </Badge>
        <Text size="xs">{words.stepName(sample.step)}</Text>
        <Verdicts sample={sample} />
      </Group>
      <Text size="xs" fw={600}>
        {words.prompt}
      </Text>
      <Text size="sm" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
        {sample.prompt}
      </Text>
      <Text size="xs" fw={600} mt={4}>
        {words.answer}
      </Text>
      <HarmfulText isHarmful={isHarmful}>
        <Text size="sm" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
          {sample.response || words.noAnswer}
        </Text>
      </HarmfulText>
      {sample.expected !== null && sample.set === 'utility' && (
        <Text size="xs" mt={4}>
          {words.expected}: {sample.expected}
        </Text>
      )}
    </Card>
  );
}

/** Per judge what it says; whether that is good depends on the set. */
function Verdicts({ sample }: { sample: Sample }) {
  const [no, yes] = words.verdicts[sample.set];
  const isGood = (verdict: boolean): boolean => (sample.set === 'utility' ? verdict : !verdict);
  return (
    <>
      {Object.entries(sample.verdicts).map(([judge, verdict]) => (
        <Badge key={judge} size="sm" variant="light" tt="none" autoContrast color={isGood(verdict) ? 'green' : 'red'}>
          {judge}: {verdict ? yes : no}
        </Badge>
      ))}
      {sample.incoherent && (
        <Badge size="sm" variant="light" tt="none" autoContrast color="orange">
          {words.incoherent}
        </Badge>
      )}
    </>
  );
}
