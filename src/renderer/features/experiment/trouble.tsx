import { Alert, Anchor, Button, Group, List, Text } from '@mantine/core';
import { IconAlertTriangle, IconPlayerPause } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ExperimentDetail } from '../../../shared/contract/experiments.ts';
import { text } from '../../text/index.ts';
import { stageKinds } from './overview.ts';
import type { useTargetActions } from './use-target-actions.ts';

interface TroubleProps {
  readonly detail: ExperimentDetail;
  readonly actions: ReturnType<typeof useTargetActions>;
}

const words = text.experiment;
const toldErrors = 3;

/** What went wrong in an experiment, and the buttons that go on from there; nothing while all is well. */
export function Trouble({ detail, actions }: TroubleProps) {
  const { runs, stages } = detail;
  const failed = runs.filter((run) => run.status === 'failed').length;
  const interrupted = runs.filter((run) => run.status === 'interrupted').length;
  const broken = stages.filter((stage) => stage.status === 'failed' && stage.error);
  return (
    <>
      {failed > 0 && (
        <Alert color="red" icon={<IconAlertTriangle aria-hidden />} title={words.failedTitle(failed)} role="alert">
          <List size="sm" mb="xs">
            {broken.slice(0, toldErrors).map((stage) => {
              const run = runs.find((it) => stageKinds.some((kind) => it.stages[kind] === stage.key));
              return (
                <List.Item key={stage.key}>
                  {text.common.stages[stage.kind]}: {stage.error?.message}{' '}
                  {run && (
                    <Anchor component={Link} to={`/runs/${run.runId}`} size="sm">
                      {words.columns.run}
                    </Anchor>
                  )}
                </List.Item>
              );
            })}
          </List>
          {broken.length > toldErrors && <Text size="sm">{words.failedMore(broken.length - toldErrors)}</Text>}
          <Button size="xs" variant="default" loading={actions.retry.isPending} onClick={() => actions.retry.mutate()}>
            {words.retryFailed}
          </Button>
        </Alert>
      )}
      {interrupted > 0 && (
        <Alert
          color="orange"
          icon={<IconPlayerPause aria-hidden />}
          title={words.interruptedTitle(interrupted)}
          role="alert"
        >
          <Group gap="sm">
            <Text size="sm">{words.interruptedBody}</Text>
            <Button
              size="xs"
              variant="default"
              loading={actions.resume.isPending}
              onClick={() => actions.resume.mutate()}
            >
              {words.resume}
            </Button>
          </Group>
        </Alert>
      )}
    </>
  );
}
