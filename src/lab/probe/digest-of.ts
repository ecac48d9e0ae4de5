import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { AppError } from '../../shared/errors.ts';

/** sha256 of a data file. @throws AppError probe/no-data where it is gone. */
export function digestOf(path: string): string {
  try {
    return createHash('sha256').update(readFileSync(path)).digest('hex');
  } catch (error) {
    throw new AppError(
      'probe/no-data',
      `${path} cannot be read any more, so that nothing can be measured on it; put the file back.`,
      { cause: error },
    );
  }
}
