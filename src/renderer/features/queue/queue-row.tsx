import { ActionIcon, Anchor, Badge, Group, Menu, Text, Tooltip } from '@mantine/core';
import { IconDots, IconHandStop, IconPlayerPlay, IconPlayerStop } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { QueueItem } from '../../../shared/contract/runs.ts';
import { formatDuration } from '../../components/format.ts';
import { StatusBadge } from '../../components/status-badge.tsx';
import { text } from '../../text/index.ts';
import { describeItem } from './describe-item.ts';
import classes from './queue.module.css';
import { StageBar } from './stage-bar.tsx';
import type { QueueActions } from './use-queue-actions.ts';

interface QueueRowProps {
  readonly item: QueueItem;
  readonly actions: QueueActions;
  /** What moves the run; left out where it cannot be moved. */
  readonly handle?: ReactNode;
  /** Further entries of its menu. */
  readonly menu?: ReactNode;
}

/** One run of the queue: what it is, how far each stage has come, what is left, and what can be done to it. */
export function QueueRow({ item, actions, handle, menu }: QueueRowProps) {
  const words = text.queue;
  const name = describeItem(item);
  const isWaiting = item.status === 'queued';
  // One that can be moved lies in an entry of its own.
  const Root = handle ? 'div' : 'li';
  return (
    <Root className={classes.row} data-held={item.isHeld || undefined}>
      <div className={classes.handle}>{handle}</div>
      <div className={classes.name}>
        <Anchor
          size="sm"
          fw={600}
          truncate
          display="block"
          renderRoot={(props) => <Link {...props} to="/runs/$runId" params={{ runId: item.runId }} />}
        >
          {name}
        </Anchor>
        <Text size="xs" truncate>
          {item.experimentName}
        </Text>
      </div>
      <div className={classes.stages}>
        {item.stages.map((stage) => (
          <StageBar key={stage.kind} stage={stage} />
        ))}
      </div>
      <Text size="sm" ta="right">
        {item.remainingMs === null ? words.noForecast : words.left(formatDuration(item.remainingMs))}
      </Text>
      <div className={classes.status}>
        {item.isHeld ? (
          <Badge
            color="yellow"
            variant="light"
            size="sm"
            tt="none"
            styles={{ label: { color: 'var(--mantine-color-text)' } }}
          >
            {words.held}
          </Badge>
        ) : (
          <StatusBadge status={item.status} />
        )}
      </div>
      <Group gap={4} wrap="nowrap" justify="flex-end">
        {isWaiting && (
          <Tooltip label={item.isHeld ? words.release : words.hold}>
            <ActionIcon
              variant="default"
              aria-label={item.isHeld ? words.releaseRun(name) : words.holdRun(name)}
              onClick={() => actions.hold([item], !item.isHeld)}
            >
              {item.isHeld ? <IconPlayerPlay size={15} aria-hidden /> : <IconHandStop size={15} aria-hidden />}
            </ActionIcon>
          </Tooltip>
        )}
        <Tooltip label={words.cancel}>
          <ActionIcon
            variant="default"
            aria-label={words.cancelRun(name)}
            disabled={item.status === 'stopping'}
            onClick={() => actions.cancel(item)}
          >
            <IconPlayerStop size={15} aria-hidden />
          </ActionIcon>
        </Tooltip>
        {menu && (
          <Menu position="bottom-end" shadow="md">
            <Menu.Target>
              <ActionIcon variant="default" aria-label={words.moreOf(name)}>
                <IconDots size={15} aria-hidden />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown aria-label={words.moreOf(name)}>{menu}</Menu.Dropdown>
          </Menu>
        )}
      </Group>
    </Root>
  );
}
