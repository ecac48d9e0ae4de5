import { encodeEvents } from '../tensorboard/write-events.ts';
import type { Exporter } from './exporter.ts';

/** One folder per run with one events file, as `tensorboard --logdir` reads them. */
export const tensorboard: Exporter = {
  name: 'tensorboard',
  label: 'TensorBoard',
  help: 'One folder per run with an events file; scores are curves, too.',
  opening: { command: 'tensorboard --logdir FOLDER' },
  *encode(runs) {
    for (const run of runs) {
      yield {
        path: `${run.runId}/events.out.tfevents.${Math.floor(run.startedAtMs / 1000)}.booster-lab.v2`,
        bytes: encodeEvents(run.curves, run.startedAtMs),
      };
    }
  },
};
