import { Alert, Button, Code, Group, Spoiler, Text } from '@mantine/core';
import { IconAlertTriangle, IconPlayerPause } from '@tabler/icons-react';
import type { StageView } from '../../../shared/views/lab.ts';
import { text } from '../../text/index.ts';
import type { useTargetActions } from '../experiment/use-target-actions.ts';

interface RunTroubleProps {
  readonly stages: readonly StageView[];
  readonly actions: ReturnType<typeof useTargetActions>;
}

const words = text.liveRun.trouble;
/** Worst first; of several stages in the same state the first one says why. */
const troubles = ['failed', 'interrupted', 'cancelled'] as const;

/** Why the run is not going on, and the button that goes on; nothing while all is well. */
export function RunTrouble({ stages, actions }: RunTroubleProps) {
  const stage = troubles.flatMap((status) => stages.filter((it) => it.status === status))[0];
  if (!stage) return null;
  return stage.status === 'failed' ? (
    <Failed stage={stage} actions={actions} />
  ) : (
    <Stopped stage={stage} actions={actions} />
  );
}

interface StageTroubleProps {
  readonly stage: StageView;
  readonly actions: RunTroubleProps['actions'];
}

function Failed({ stage, actions }: StageTroubleProps) {
  const { error } = stage;
  return (
    <Alert
      color="red"
      icon={<IconAlertTriangle aria-hidden />}
      title={words.failed(text.common.stages[stage.kind])}
      role="alert"
    >
      <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
        {error?.message}
      </Text>
      <Text size="sm">{words.failedWay}</Text>
      <Group mt="xs" gap="sm">
        <Button size="xs" variant="default" loading={actions.retry.isPending} onClick={() => actions.retry.mutate()}>
          {text.liveRun.actions.retry}
        </Button>
        {error && <Code>{error.code}</Code>}
      </Group>
      {error?.stack && (
        <Spoiler maxHeight={0} showLabel={words.stack} hideLabel={text.common.close} mt="xs">
          <Code block>{error.stack}</Code>
        </Spoiler>
      )}
    </Alert>
  );
}

function Stopped({ stage, actions }: StageTroubleProps) {
  const name = text.common.stages[stage.kind];
  const isInterrupted = stage.status === 'interrupted';
  return (
    <Alert
      color="orange"
      icon={<IconPlayerPause aria-hidden />}
      title={isInterrupted ? words.interrupted(name) : words.cancelled(name)}
      role="alert"
    >
      <Text size="sm">{(isInterrupted && stage.error?.message) || words.resumeWay}</Text>
      <Button
        mt="xs"
        size="xs"
        variant="default"
        loading={actions.resume.isPending}
        onClick={() => actions.resume.mutate()}
      >
        {text.liveRun.actions.resume}
      </Button>
    </Alert>
  );
}
