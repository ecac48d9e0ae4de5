import { AppError } from '../../shared/errors.ts';
import { embeddingEnds } from '../../shared/settings/model.ts';
import type { ModelFolder } from '../checkpoint/index.ts';
import { outputName } from './parameters.ts';

/**
 * The name under which a folder holds a weight; null where it does not. Checkpoints of the bare model lack the first part of the
 * names, and ones of tied models the output layer, whatever their configuration says.
 */
export function findStoredName(folder: ModelFolder, name: string): string | null {
  if (folder.has(name)) return name;
  const bare = name.slice(name.indexOf('.') + 1);
  if (folder.has(bare)) return bare;
  if (name !== outputName) return null;
  return folder.names().find((stored) => embeddingEnds.some((end) => stored.endsWith(end))) ?? null;
}

/** The same. @throws AppError `model/missing-tensor`. */
export function storedName(folder: ModelFolder, name: string): string {
  const stored = findStoredName(folder, name);
  if (stored !== null) return stored;
  throw new AppError(
    'model/missing-tensor',
    `${folder.path}: the weight ${name} was expected but is not in the folder; the checkpoint does not fit its config.json.`,
  );
}
