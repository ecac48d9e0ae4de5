import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, sep } from 'node:path';
import type { ImportInput } from '../../shared/contract/interop.ts';
import { AppError } from '../../shared/errors.ts';

/**
 * Does work on what is to be imported, wherever it is. Dropped files lie in a folder of their own meanwhile, which no sentence of an
 * error or of `remarks` names.
 */
export async function withSource<Result extends { readonly remarks: readonly string[] }>(
  source: ImportInput,
  work: (path: string) => Promise<Result>,
): Promise<Result> {
  if ('path' in source) return work(source.path);
  const root = mkdtempSync(join(tmpdir(), 'booster-lab-import-'));
  const withoutRoot = (sentence: string) => sentence.replaceAll(`${root}${sep}`, '').replaceAll(root, 'the files');
  try {
    const result = await work(writeDropped(root, source.files));
    return { ...result, remarks: result.remarks.map(withoutRoot) };
  } catch (error) {
    if (error instanceof AppError) throw new AppError(error.code, withoutRoot(error.message), { cause: error });
    throw error;
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** Writes files below a folder; the path of the one file or folder that was dropped, or of what holds several. */
function writeDropped(root: string, files: Extract<ImportInput, { files: unknown }>['files']): string {
  const tops = new Set(files.map(({ path }) => path.split('/')[0]));
  const folder = tops.size === 1 ? root : join(root, `${tops.size} files`);
  for (const { path, base64 } of files) {
    const place = join(folder, ...path.split('/'));
    mkdirSync(dirname(place), { recursive: true });
    writeFileSync(place, Buffer.from(base64, 'base64'));
  }
  const [only] = readdirSync(root);
  return only === undefined ? root : join(root, only);
}
