import { Button, Group, Stack } from '@mantine/core';
import { IconPlayerPlay, IconRefresh } from '@tabler/icons-react';
import { useState } from 'react';
import type { QueueItem } from '../../../shared/contract/runs.ts';
import { Section } from '../../components/section.tsx';
import { StatusBadge } from '../../components/status-badge.tsx';
import { text } from '../../text/index.ts';
import { describeItem } from './describe-item.ts';
import classes from './queue.module.css';
import { RunIdentity } from './run-identity.tsx';
import type { QueueActions } from './use-queue-actions.ts';

const shownAtFirst = 10;

/** Runs that ended before they were complete, and the way on for one or all of them. */
export function StoppedRuns({ items, actions }: { items: readonly QueueItem[]; actions: QueueActions }) {
  const words = text.queue;
  const [isWhole, setWhole] = useState(false);
  const interrupted = items.filter(({ status }) => status === 'interrupted');
  const failed = items.filter(({ status }) => status === 'failed');
  return (
    <Section
      title={words.stopped(items.length)}
      actions={
        <Group gap="xs">
          {interrupted.length > 0 && (
            <Button
              size="xs"
              leftSection={<IconPlayerPlay size={14} aria-hidden />}
              onClick={() => actions.resume(interrupted)}
            >
              {words.resumeAll(interrupted.length)}
            </Button>
          )}
          {failed.length > 0 && (
            <Button
              size="xs"
              variant="default"
              leftSection={<IconRefresh size={14} aria-hidden />}
              onClick={() => actions.retry(failed)}
            >
              {words.retryAll(failed.length)}
            </Button>
          )}
        </Group>
      }
    >
      <Stack component="ul" className={classes.plain} gap={0} aria-label={words.stopped(items.length)}>
        {(isWhole ? items : items.slice(0, shownAtFirst)).map((item) => (
          <StoppedRow key={item.runId} item={item} actions={actions} />
        ))}
      </Stack>
      {!isWhole && items.length > shownAtFirst && (
        <Button mt="xs" size="compact-xs" variant="default" onClick={() => setWhole(true)}>
          {words.showAll(items.length)}
        </Button>
      )}
    </Section>
  );
}

function StoppedRow({ item, actions }: { item: QueueItem; actions: QueueActions }) {
  const words = text.queue;
  const name = describeItem(item);
  const isFailed = item.status === 'failed';
  return (
    <li className={classes.row}>
      <span />
      <RunIdentity item={item} />
      <span />
      <div className={classes.status}>
        <StatusBadge status={item.status} />
      </div>
      <Group justify="flex-end">
        <Button
          size="compact-sm"
          variant="default"
          aria-label={isFailed ? words.retryRun(name) : words.resumeRun(name)}
          onClick={() => (isFailed ? actions.retry([item]) : actions.resume([item]))}
        >
          {isFailed ? words.retry : words.resume}
        </Button>
      </Group>
    </li>
  );
}
