import { Button, Group, Skeleton, Stack, Switch, Text } from '@mantine/core';
import { IconFlask } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { QueueView } from '../../../shared/contract/runs.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { formatDuration } from '../../components/format.ts';
import { Page } from '../../components/page.tsx';
import { Section } from '../../components/section.tsx';
import { text } from '../../text/index.ts';
import { Reproductions } from '../reproduce/reproductions.tsx';
import { splitQueue } from './change-queue.ts';
import { FinishedRuns } from './finished-runs.tsx';
import { useQueueQuery } from './queries.ts';
import classes from './queue.module.css';
import { QueueRow } from './queue-row.tsx';
import { StoppedRuns } from './stopped-runs.tsx';
import { type QueueActions, useQueueActions } from './use-queue-actions.ts';
import { WaitingList } from './waiting-list.tsx';

/** What runs, what waits and in which order, and what stopped before it was complete. */
export function QueuePage() {
  const queue = useQuery(useQueueQuery());
  const actions = useQueueActions();
  return (
    <Page title={text.queue.title} actions={queue.data && <Summary queue={queue.data} actions={actions} />}>
      {queue.isError && !queue.data && <ErrorPanel error={queue.error} onRetry={() => void queue.refetch()} />}
      {queue.isPending && <Skeleton height={200} aria-label={text.common.loading} />}
      {queue.data && <Parts queue={queue.data} actions={actions} />}
    </Page>
  );
}

function Summary({ queue, actions }: { queue: QueueView; actions: QueueActions }) {
  const { running, waiting } = splitQueue(queue);
  const isEmpty = running.length + waiting.length === 0;
  return (
    <>
      <Text component="output" size="sm">
        {text.queue.summary(running.length, waiting.length, queue.slots)}
        {queue.isPaused && !isEmpty && `, ${text.queue.paused}`}
        {!queue.isPaused &&
          !isEmpty &&
          queue.remainingMs !== null &&
          `, ${text.queue.remaining(formatDuration(queue.remainingMs))}`}
      </Text>
      <Switch
        ml="md"
        label={text.queue.pause}
        checked={queue.isPaused}
        onChange={(event) => actions.pause(event.currentTarget.checked)}
      />
    </>
  );
}

function Parts({ queue, actions }: { queue: QueueView; actions: QueueActions }) {
  const words = text.queue;
  const { running, waiting, stopped } = splitQueue(queue);
  const held = waiting.filter((item) => item.isHeld);
  return (
    <Stack gap="md">
      <Reproductions which="underWay" />
      {running.length + waiting.length === 0 ? (
        <EmptyState title={words.emptyTitle} body={words.emptyBody}>
          <Button component={Link} to="/new" leftSection={<IconFlask size={16} aria-hidden />}>
            {words.newExperiment}
          </Button>
          <Button component={Link} to="/" variant="default">
            {words.sample}
          </Button>
        </EmptyState>
      ) : (
        <>
          <Section title={words.running(running.length)}>
            {running.length === 0 ? (
              <Text size="sm">{queue.isPaused ? words.noneWhilePaused : words.noneYet}</Text>
            ) : (
              <Stack component="ul" className={classes.plain} gap={0} aria-label={words.running(running.length)}>
                {running.map((item) => (
                  <QueueRow key={item.runId} item={item} actions={actions} />
                ))}
              </Stack>
            )}
          </Section>
          <Section
            title={words.waiting(waiting.length)}
            actions={
              <Group gap="xs">
                {held.length > 0 && (
                  <Button size="compact-xs" variant="default" onClick={() => actions.hold(held, false)}>
                    {words.releaseAll(held.length)}
                  </Button>
                )}
                {waiting.length > 1 && <Text size="xs">{words.orderHelp}</Text>}
              </Group>
            }
          >
            {waiting.length === 0 ? (
              <Text size="sm">{words.nothingWaits}</Text>
            ) : (
              <WaitingList items={waiting} actions={actions} />
            )}
          </Section>
        </>
      )}
      {stopped.length > 0 && <StoppedRuns items={stopped} actions={actions} />}
      <Reproductions which="ended" />
      <FinishedRuns />
    </Stack>
  );
}
