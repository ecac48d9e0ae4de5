import { ActionIcon, Badge, Group, Menu, Text } from '@mantine/core';
import { IconDots, IconHandStop, IconPlayerPlay, IconPlayerStop } from '@tabler/icons-react';
import { type ReactNode, useRef, useState } from 'react';
import type { QueueItem } from '../../../shared/contract/runs.ts';
import { formatDuration } from '../../components/format.ts';
import { StatusBadge } from '../../components/status-badge.tsx';
import { text } from '../../text/index.ts';
import { describeItem } from './describe-item.ts';
import classes from './queue.module.css';
import { RunIdentity } from './run-identity.tsx';
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
      <RunIdentity item={item} />
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
          <ActionIcon
            variant="default"
            title={item.isHeld ? words.release : words.hold}
            aria-label={item.isHeld ? words.releaseRun(name) : words.holdRun(name)}
            onClick={() => actions.hold([item], !item.isHeld)}
          >
            {item.isHeld ? <IconPlayerPlay size={15} aria-hidden /> : <IconHandStop size={15} aria-hidden />}
          </ActionIcon>
        )}
        <ActionIcon
          variant="default"
          title={words.cancel}
          aria-label={words.cancelRun(name)}
          disabled={item.status === 'stopping'}
          onClick={() => actions.cancel(item)}
        >
          <IconPlayerStop size={15} aria-hidden />
        </ActionIcon>
        {menu && <RowMenu name={name}>{menu}</RowMenu>}
      </Group>
    </Root>
  );
}

/** The button of a row's menu; the menu itself is only there while it is open: a long list would be slow with one each. */
function RowMenu({ name, children }: { name: string; children: ReactNode }) {
  const button = useRef<HTMLButtonElement>(null);
  const [isOpen, setOpen] = useState(false);
  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  const label = text.queue.moreOf(name);
  return (
    <div style={{ position: 'relative' }}>
      <ActionIcon
        ref={button}
        variant="default"
        aria-label={label}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        onClick={() => setOpen(true)}
      >
        <IconDots size={15} aria-hidden />
      </ActionIcon>
      {isOpen && (
        <Menu opened onClose={close} position="bottom-end" shadow="md" returnFocus={false}>
          <Menu.Target>
            <button type="button" tabIndex={-1} aria-label={label} className={classes.menuPlace} />
          </Menu.Target>
          <Menu.Dropdown aria-label={label}>{children}</Menu.Dropdown>
        </Menu>
      )}
    </div>
  );
}
