import { Progress, Text } from '@mantine/core';
import { IconCheck, IconShare3 } from '@tabler/icons-react';
import type { QueueStage } from '../../../shared/contract/runs.ts';
import { text } from '../../text/index.ts';
import classes from './queue.module.css';

/** One stage of a run: its name, how far it has come, and how many other runs share it. */
export function StageBar({ stage }: { stage: QueueStage }) {
  const { kind, status, fraction, sharedWith } = stage;
  const percent = Math.round((status === 'completed' ? 1 : fraction) * 100);
  const name = text.common.stages[kind];
  const share = sharedWith > 0 ? text.queue.sharedWith(sharedWith) : null;
  return (
    <div className={classes.stage} title={[name, text.common.statuses[status], share].filter(Boolean).join(', ')}>
      <div className={classes.stageHead}>
        <Text size="xs" truncate>
          {name}
        </Text>
        <Text size="xs" className={classes.stageState}>
          {sharedWith > 0 && (
            <span className={classes.shared}>
              <IconShare3 size={11} role="img" aria-label={text.queue.sharedWith(sharedWith)} />
              {sharedWith}
            </span>
          )}
          {status === 'completed' ? (
            <IconCheck size={13} role="img" aria-label={text.common.statuses.completed} />
          ) : status === 'queued' ? (
            <span aria-label={text.common.statuses.queued} role="img">
              –
            </span>
          ) : (
            `${percent} %`
          )}
        </Text>
      </div>
      <Progress.Root size={5}>
        <Progress.Section
          value={percent}
          color={status === 'failed' ? 'red' : status === 'interrupted' ? 'orange' : 'lab.6'}
          aria-label={text.queue.stageProgress(name)}
        />
      </Progress.Root>
    </div>
  );
}
