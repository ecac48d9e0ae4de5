import { Text, VisuallyHidden } from '@mantine/core';
import { IconCheck, IconShare3 } from '@tabler/icons-react';
import type { QueueStage } from '../../../shared/contract/runs.ts';
import { text } from '../../text/index.ts';
import classes from './queue.module.css';

/** One stage of a run: its name, how far it has come, and how many other runs share it. */
export function StageBar({ stage }: { stage: QueueStage }) {
  const { kind, status, fraction, sharedWith } = stage;
  const percent = Math.round((status === 'completed' ? 1 : fraction) * 100);
  // Nothing of it was done: waiting, or stopped before its turn came.
  const isUntouched = status === 'queued' || (percent === 0 && !['starting', 'running'].includes(status));
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
              <IconShare3 size={11} aria-hidden />
              <span aria-hidden>{sharedWith}</span>
              <VisuallyHidden>{text.queue.sharedWith(sharedWith)}</VisuallyHidden>
            </span>
          )}
          {status === 'completed' && <IconCheck size={13} aria-hidden />}
          {isUntouched && <span aria-hidden>–</span>}
          {status === 'completed' || isUntouched ? (
            <VisuallyHidden>{text.common.statuses[status]}</VisuallyHidden>
          ) : (
            `${percent} %`
          )}
        </Text>
      </div>
      <div
        // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- a <progress> cannot be coloured by the stage's status.
        role="progressbar"
        aria-label={text.queue.stageProgress(name)}
        aria-valuenow={percent}
        aria-valuemin={0}
        aria-valuemax={100}
        className={classes.bar}
        data-status={status}
      >
        <div style={{ width: `${percent}%` }} />
      </div>
    </div>
  );
}
