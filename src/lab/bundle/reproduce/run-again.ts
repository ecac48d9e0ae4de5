import { openLab } from '../../open.ts';
import type { ExperimentView, Lab, LabOptions } from '../../types.ts';
import type { PreparedReproduction } from './prepare.ts';

export interface RunAgainOptions extends Pick<LabOptions, 'slots' | 'launchWorker'> {
  readonly onOpened?: (lab: Lab) => void;
  /** Works through an experiment and shows how far it is; rejects when somebody stops it. */
  readonly follow: (lab: Lab, experiment: ExperimentView) => Promise<void>;
}

/** Runs what was prepared, in its own data folder, until nothing is left to run; what an earlier attempt left goes on. */
export async function runAgain(prepared: PreparedReproduction, options: RunAgainOptions): Promise<void> {
  const { onOpened, follow, ...labOptions } = options;
  const lab = await openLab({ dataFolder: prepared.dataFolder, ...labOptions });
  try {
    onOpened?.(lab);
    for (const id of prepared.experimentIds) {
      // In a folder of an earlier attempt.
      lab.resume({ experimentId: id });
      lab.retry({ experimentId: id });
      await follow(lab, lab.getExperiment(id));
    }
  } finally {
    await lab.stop();
  }
}
