import { readFileSync } from 'node:fs';
import { AppError } from '../shared/errors.ts';

/** The text of a file that a person named. @throws AppError with the code given, naming the file and the reason. */
export function readText(path: string, failure: { readonly code: string; readonly what: string }): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const reason =
      error instanceof Error && 'code' in error && error.code === 'ENOENT' ? 'there is no such file' : String(error);
    throw new AppError(failure.code, `The ${failure.what} ${path} cannot be read: ${reason}.`, { cause: error });
  }
}
