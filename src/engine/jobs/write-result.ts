import { writeFileAtomic } from '../checkpoint/index.ts';

/** Writes a job's result as JSON, whole or not at all. */
export function writeResult(file: string, result: unknown): void {
  writeFileAtomic(file, (append) => append(Buffer.from(`${JSON.stringify(result)}\n`)));
}
