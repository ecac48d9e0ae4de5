import { existsSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { AppError } from '../../shared/errors.ts';
import { openSafetensors, readJsonFile, writeFolderAtomic, writeSafetensors } from '../checkpoint/index.ts';
import type { VariableSpec } from '../runtime/program.ts';

const weightsFile = 'weights.safetensors';
const stateFile = 'state.json';

const positionSchema = z.object({ epoch: z.int().min(0), offset: z.int().min(0) });
const resumeSchema = z.object({
  version: z.literal(1),
  step: z.int().min(1),
  positions: z.partialRecord(z.enum(['train', 'harmful', 'guide']), positionSchema),
});

export type ResumeState = z.infer<typeof resumeSchema>;
type Shaped = Pick<VariableSpec, 'name' | 'shape'>;

/** Folder of a kept model: checkpoints/step-000100 of a stage. */
export function checkpointFolder(stageFolder: string, step: number): string {
  return path.join(stageFolder, checkpointPath(step));
}

/** The same folder as the log names it: relative to the stage folder. */
export function checkpointPath(step: number): string {
  return `checkpoints/${stepFolder(step)}`;
}

/** Writes the trained weights as they stand after `step`; a complete one from an earlier attempt is kept. Returns its bytes. */
export function writeCheckpoint(
  stageFolder: string,
  step: number,
  trained: readonly Shaped[],
  weights: ReadonlyMap<string, Float32Array>,
): number {
  const folder = checkpointFolder(stageFolder, step);
  if (!existsSync(folder))
    writeFolderAtomic(folder, (partial) => writeWeights(path.join(partial, weightsFile), trained, weights));
  return statSync(path.join(folder, weightsFile)).size;
}

/** The trained weights of a kept model. @throws AppError `checkpoint/missing`. */
export function readCheckpoint(stageFolder: string, step: number): Map<string, Float32Array> {
  const folder = checkpointFolder(stageFolder, step);
  if (!existsSync(folder)) {
    throw new AppError(
      'checkpoint/missing',
      `${folder}: a kept model was expected but is not there; run the stage again.`,
    );
  }
  return readWeights(path.join(folder, weightsFile));
}

/** Steps of the kept models of a stage, ascending. */
export function listCheckpoints(stageFolder: string): number[] {
  return listSteps(path.join(stageFolder, 'checkpoints'));
}

/** Writes what a resumed training needs: weights, moments, step and data positions. Older ones are removed afterwards. */
export function writeResume(
  stageFolder: string,
  state: ResumeState,
  variables: readonly Shaped[],
  values: ReadonlyMap<string, Float32Array>,
): void {
  const root = path.join(stageFolder, 'resume');
  const folder = path.join(root, stepFolder(state.step));
  if (!existsSync(folder)) {
    writeFolderAtomic(folder, (partial) => {
      writeWeights(path.join(partial, weightsFile), variables, values);
      writeFileSync(path.join(partial, stateFile), JSON.stringify(state));
    });
  }
  for (const step of listSteps(root))
    if (step !== state.step) rmSync(path.join(root, stepFolder(step)), { recursive: true, force: true });
}

/**
 * The newest resume point, or null where the stage starts afresh. It must hold exactly `variables`, and a position for each of `roles`.
 * @throws AppError `checkpoint/damaged-resume` naming its folder.
 */
export function readResume(
  stageFolder: string,
  variables: readonly Shaped[],
  roles: readonly string[],
): { folder: string; state: ResumeState; values: Map<string, Float32Array> } | null {
  const root = path.join(stageFolder, 'resume');
  const step = listSteps(root).at(-1);
  if (step === undefined) return null;
  const folder = path.join(root, stepFolder(step));
  try {
    const state = readJsonFile(path.join(folder, stateFile), resumeSchema);
    const missing = roles.filter((role) => !Object.hasOwn(state.positions, role));
    if (missing.length > 0)
      throw new AppError(
        'checkpoint/no-position',
        `${stateFile} has no position in the ${missing.join(' and ')} data.`,
      );
    return { folder, state, values: readWeights(path.join(folder, weightsFile), variables) };
  } catch (error) {
    if (error instanceof AppError) throw describeDamage(folder, error);
    throw error;
  }
}

/** What is said of a resume point that cannot be used. */
export function describeDamage(folder: string, error: AppError): AppError {
  return new AppError(
    'checkpoint/damaged-resume',
    `${folder}: the saved state of a stopped training cannot be used; delete this folder to begin again. (${error.message})`,
    { cause: error },
  );
}

export function removeResume(stageFolder: string): void {
  rmSync(path.join(stageFolder, 'resume'), { recursive: true, force: true });
}

function stepFolder(step: number): string {
  return `step-${String(step).padStart(6, '0')}`;
}

function listSteps(folder: string): number[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .flatMap((name) => /^step-(\d{6,})$/.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((left, right) => left - right);
}

function writeWeights(file: string, variables: readonly Shaped[], values: ReadonlyMap<string, Float32Array>): void {
  writeSafetensors(
    file,
    variables.map(({ name, shape }) => ({
      name,
      dtype: 'F32' as const,
      shape: [...shape],
      read: () => values.get(name) ?? fail(name),
    })),
  );
}

function fail(name: string): never {
  throw new Error(`The weight ${name} was not read from the executor.`);
}

function readWeights(file: string, expected?: readonly Shaped[]): Map<string, Float32Array> {
  const opened = openSafetensors(file);
  try {
    for (const { name, shape } of expected ?? []) {
      const found = opened.tensors.get(name)?.shape;
      if (found?.join() !== shape.join())
        throw new AppError(
          'checkpoint/other-shape',
          `${file}: ${name} should be [${shape.join(', ')}], but is ${found ? `[${found.join(', ')}]` : 'missing'}.`,
        );
    }
    if (expected && opened.tensors.size !== expected.length)
      throw new AppError(
        'checkpoint/other-shape',
        `${file}: ${expected.length} weights were expected, but it holds ${opened.tensors.size}.`,
      );
    return new Map([...opened.tensors.keys()].map((name) => [name, opened.readFloat32(name)]));
  } finally {
    opened.close();
  }
}
