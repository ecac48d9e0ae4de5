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

/** Why a stage of the run is not going on, and the button that goes on; nothing while all is well. */
export function RunTrouble({ stages, actions }: RunTroubleProps) {
  return stages.map((stage) => {
    const name = text.common.stages[stage.kind];
    if (stage.status === 'failed') {
      return (
        <Alert
          key={stage.key}
          color="red"
          icon={<IconAlertTriangle aria-hidden />}
          title={words.failed(name)}
          role="alert"
        >
          <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
            {stage.error?.message}
          </Text>
          <Text size="sm">{words.failedWay}</Text>
          <Group mt="xs" gap="sm">
            <Button
              size="xs"
              variant="default"
              loading={actions.retry.isPending}
              onClick={() => actions.retry.mutate()}
            >
              {text.liveRun.actions.retry}
            </Button>
            {stage.error && <Code>{stage.error.code}</Code>}
          </Group>
          {stage.error?.stack && (
            <Spoiler maxHeight={0} showLabel={words.stack} hideLabel={text.common.close} mt="xs">
              <Code block>{stage.error.stack}</Code>
            </Spoiler>
          )}
        </Alert>
      );
    }
    if (stage.status !== 'interrupted' && stage.status !== 'cancelled') return null;
    return (
      <Alert
        key={stage.key}
        color="orange"
        icon={<IconPlayerPause aria-hidden />}
        title={stage.status === 'interrupted' ? words.interrupted(name) : words.cancelled(name)}
        role="alert"
      >
        <Text size="sm">
          {stage.status === 'interrupted' && stage.error?.message} {words.resumeWay}
        </Text>
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
  });
}
