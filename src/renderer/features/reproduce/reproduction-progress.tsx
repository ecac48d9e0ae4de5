import { Progress, Text } from '@mantine/core';
import type { ReproductionView } from '../../../shared/views/reproduction.ts';
import { formatDuration } from '../../components/format.ts';
import { text } from '../../text/index.ts';
import { nameBundle } from './queries.ts';

const words = text.reproduce;

/** What an attempt is doing and how far it is; its outcome once it is over. */
export function ReproductionProgress({ view }: { view: ReproductionView }) {
  const { status, progress, result } = view;
  const isCounted = progress !== null && progress.stageCount > 0;
  const said = isCounted
    ? words.progress(
        progress.doneStages,
        progress.stageCount,
        progress.remainingMs === null ? null : formatDuration(progress.remainingMs),
      )
    : '';
  const outcome = result && (result.isWithin ? words.reproduced : words.notReproduced);
  return (
    <div>
      <Text size="sm" component="output" style={{ display: 'block' }}>
        {outcome ?? words.statuses[status]}
        {said && `: ${said}`}
      </Text>
      {progress && (
        <Progress value={100 * progress.fraction} mt={4} aria-label={words.progressOf(nameBundle(view.path))} />
      )}
    </div>
  );
}
