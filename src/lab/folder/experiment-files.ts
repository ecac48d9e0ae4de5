import { join } from 'node:path';
import { z } from 'zod';
import { AppError } from '../../shared/errors.ts';
import { experimentSpecSchema, runSettingsSchema } from '../../shared/spec/experiment.ts';
import { stageKeySchema } from '../../shared/spec/stage.ts';
import { readJsonFile, writeJsonFile } from './json-file.ts';

export const experimentFileSchema = z.strictObject({
  version: z.literal(1),
  id: z.string().min(1),
  createdAtMs: z.int(),
  specPath: z.string(),
  spec: experimentSpecSchema,
  runs: z.array(
    z.strictObject({
      runId: z.string().min(1),
      arm: z.string(),
      varied: z.record(z.string(), z.json()),
      settings: runSettingsSchema,
      stages: z.strictObject({ align: stageKeySchema, attack: stageKeySchema, evaluate: stageKeySchema }),
    }),
  ),
});
export type ExperimentFile = z.infer<typeof experimentFileSchema>;

/** What changes after submission: the runs that the user has cancelled. */
export const experimentStateSchema = z.object({ cancelledRuns: z.array(z.string()) });

/** @throws AppError lab/bad-file, lab/no-experiment-file. */
export function readExperimentFile(folder: string, id: string): ExperimentFile {
  const path = join(folder, 'experiment.json');
  const file = readJsonFile(path, experimentFileSchema);
  if (!file)
    throw new AppError(
      'lab/no-experiment-file',
      `The experiment folder ${folder} has no experiment.json; delete the folder or put the file back.`,
    );
  if (file.id !== id)
    throw new AppError('lab/bad-file', `${path}: id: expected the folder's name, ${id}, found ${file.id}.`);
  return file;
}

export function writeExperimentFile(folder: string, file: ExperimentFile): void {
  writeJsonFile(join(folder, 'experiment.json'), file);
}

/** Ids of the cancelled runs of an experiment. */
export function readCancelledRuns(folder: string): ReadonlySet<string> {
  return new Set(readJsonFile(join(folder, 'state.json'), experimentStateSchema)?.cancelledRuns ?? []);
}

export function writeCancelledRuns(folder: string, runIds: ReadonlySet<string>): void {
  writeJsonFile(join(folder, 'state.json'), { cancelledRuns: [...runIds].sort() });
}
