import { Group, Skeleton, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { StageKind } from '../../../../shared/spec/stage.ts';
import { formatBytes } from '../../../../shared/format-bytes.ts';
import { formatDuration } from '../../../components/format.ts';
import { StatusBadge } from '../../../components/status-badge.tsx';
import { text } from '../../../text/index.ts';
import { useStageQuery } from '../queries.ts';

/** One stage of a run in three lines: how it stands, how long it took, what it keeps, who shares it. */
export function StageFacts({ kind, stageKey, runId }: { kind: StageKind; stageKey: string; runId: string }) {
  const { data, error } = useQuery(useStageQuery(stageKey));
  const words = text.runs.details;
  if (error) return <Text size="xs">{error.message}</Text>;
  if (!data) return <Skeleton height={38} aria-label={text.common.loading} />;
  const { stage, runs } = data;
  const others = runs.filter((run) => run.runId !== runId).length;
  const tookMs =
    stage.startedAtMs === null || stage.finishedAtMs === null ? null : stage.finishedAtMs - stage.startedAtMs;
  return (
    <div>
      <Group justify="space-between" wrap="nowrap">
        <Text size="sm">{text.common.stages[kind]}</Text>
        <StatusBadge status={stage.status} />
      </Group>
      <Text size="xs">
        {[
          tookMs === null ? null : formatDuration(tookMs),
          stage.sizeBytes === 0 ? null : words.models(formatBytes(stage.sizeBytes)),
          others > 0 ? words.sharedWith(others) : words.notShared,
        ]
          .filter((part) => part !== null)
          .join(' · ')}
      </Text>
      {stage.error && (
        <Text size="xs" fw={600}>
          {stage.error.message}
        </Text>
      )}
    </div>
  );
}
