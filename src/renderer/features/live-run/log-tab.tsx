import { Badge, Group, ScrollArea, SegmentedControl, Skeleton, Stack, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { LogLine, StageView } from '../../../shared/views/lab.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { text } from '../../text/index.ts';
import { useLogQuery } from './queries.ts';

const words = text.liveRun.log;
const lineLimit = 1000;
const colours: Readonly<Record<LogLine['level'], string>> = { info: 'gray', warning: 'orange', error: 'red' };

/** What the workers of the run's stages have said, with search. */
export function LogTab({ stages }: { stages: readonly StageView[] }) {
  const started = stages.findLast((stage) => stage.startedAtMs !== null) ?? stages[0];
  const [kind, setKind] = useState<string | null>(null);
  const [search, setSearch] = useState('');
  const [wanted] = useDebouncedValue(search.trim(), 200);
  const stage = stages.find((it) => it.kind === kind) ?? started;
  if (!stage) return null;
  return (
    <Stack gap="sm">
      <Group gap="sm">
        <SegmentedControl
          size="xs"
          aria-label={words.stage}
          value={stage.kind}
          onChange={setKind}
          data={stages.map((it) => ({ value: it.kind, label: text.common.stages[it.kind] }))}
        />
        <TextInput
          size="xs"
          w={280}
          aria-label={words.search}
          placeholder={words.search}
          leftSection={<IconSearch size={14} aria-hidden />}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
      </Group>
      <Lines stage={stage} search={wanted} />
    </Stack>
  );
}

function Lines({ stage, search }: { stage: StageView; search: string }) {
  const { data, error, refetch } = useQuery({
    ...useLogQuery(stage.key, search, lineLimit),
    placeholderData: keepPreviousData,
  });
  if (error) return <ErrorPanel error={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton h={200} />;
  if (data.total === 0) {
    return search ? (
      <Text size="sm">{words.nothingFound}</Text>
    ) : (
      <EmptyState title={words.emptyTitle} body={words.emptyBody} />
    );
  }
  return (
    <>
      <Text size="xs" aria-live="polite">
        {words.lines(data.lines.length, data.total)}
      </Text>
      <ScrollArea.Autosize
        mah={560}
        type="auto"
        viewportProps={{ tabIndex: 0, role: 'region', 'aria-label': words.lineOf(text.common.stages[stage.kind]) }}
      >
        {data.lines.map((line) => (
          <Group key={`${line.file} ${line.line}`} gap="xs" wrap="nowrap" align="flex-start" py={1}>
            <Text size="xs" ff="monospace" style={{ flex: 'none' }}>
              {line.atMs === null ? '–' : new Date(line.atMs).toLocaleTimeString('en-US', { hourCycle: 'h23' })}
            </Text>
            <Badge
              size="xs"
              variant="light"
              tt="none"
              autoContrast
              color={colours[line.level]}
              w={64}
              style={{ flex: 'none' }}
            >
              {words.levels[line.level]}
            </Badge>
            <Text size="xs" ff="monospace" style={{ overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' }}>
              {line.message}
            </Text>
          </Group>
        ))}
      </ScrollArea.Autosize>
    </>
  );
}
