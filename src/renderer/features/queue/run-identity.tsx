import { Anchor, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { QueueItem } from '../../../shared/contract/runs.ts';
import { describeItem } from './describe-item.ts';
import classes from './queue.module.css';
import { StageBar } from './stage-bar.tsx';

/** The first two cells of a row: which run it is, with the way to it, and how far each stage has come. */
export function RunIdentity({ item }: { item: QueueItem }) {
  return (
    <>
      <div className={classes.name}>
        <Anchor
          size="sm"
          fw={600}
          truncate
          display="block"
          renderRoot={(props) => <Link {...props} to="/runs/$runId" params={{ runId: item.runId }} />}
        >
          {describeItem(item)}
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
    </>
  );
}
