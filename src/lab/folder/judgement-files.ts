import {
  appendFileSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../../shared/errors.ts';
import {
  type JudgeHeader,
  judgeHeaderSchema,
  type JudgementLine,
  judgementLineSchema,
} from '../../shared/judging/judgements.ts';

/** A judge's file as it is: its header, and every whole line that can be used. */
export interface JudgementFile {
  readonly header: JudgeHeader;
  readonly lines: readonly JudgementLine[];
  readonly sizeBytes: number;
  readonly modifiedAtMs: number;
}

const suffix = '.jsonl';

/** Ids of the judges that have a file in a stage folder. */
export function listJudgeIds(folder: string): string[] {
  const path = join(folder, 'judgements');
  if (!existsSync(path)) return [];
  return readdirSync(path)
    .filter((name) => /^[0-9a-f]{16}\.jsonl$/.test(name))
    .map((name) => name.slice(0, -suffix.length))
    .sort();
}

export function judgementPath(folder: string, id: string): string {
  return join(folder, 'judgements', `${id}${suffix}`);
}

/** Size and time of change of a judge's file; null where there is none. */
export function statJudgements(folder: string, id: string): { sizeBytes: number; modifiedAtMs: number } | null {
  const stats = statSync(judgementPath(folder, id), { throwIfNoEntry: false });
  return stats ? { sizeBytes: stats.size, modifiedAtMs: stats.mtimeMs } : null;
}

/**
 * Reads a judge's file; null where there is none. A last line without its end is what a crash left, and does not count; another
 * line that cannot be used is as if the judge had not been asked. @throws AppError lab/bad-file for a file without its header.
 */
export function readJudgements(folder: string, id: string): JudgementFile | null {
  const state = statJudgements(folder, id);
  if (!state) return null;
  const path = judgementPath(folder, id);
  const text = readFileSync(path, 'utf8');
  const [first = '', ...rest] = text
    .slice(0, text.lastIndexOf('\n') + 1)
    .split('\n')
    .slice(0, -1);
  const header = judgeHeaderSchema.safeParse(parseLine(first));
  if (!header.success || header.data.id !== id) {
    throw new AppError(
      'lab/bad-file',
      `${path}: the first line must say which judge the file is of, with the id ${id}; delete the file to judge again.`,
    );
  }
  const lines = rest.flatMap((line) => {
    const parsed = judgementLineSchema.safeParse(parseLine(line));
    return parsed.success ? [parsed.data] : [];
  });
  return { header: header.data, lines, ...state };
}

/**
 * Makes a judge's file ready for more lines: writes the header where there is none, and cuts off what a crash left in part.
 * @throws AppError lab/no-stage where the stage folder was deleted.
 */
export function prepareJudgements(folder: string, header: JudgeHeader): string {
  const path = judgementPath(folder, header.id);
  if (!existsSync(folder))
    throw new AppError('lab/no-stage', `${folder} was deleted while its answers were judged; choose the runs again.`);
  mkdirSync(join(folder, 'judgements'), { recursive: true });
  const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  if (whole.length < text.length) truncateSync(path, Buffer.byteLength(whole));
  if (whole === '') appendFileSync(path, `${JSON.stringify(header)}\n`);
  return path;
}

/** Appends lines in one write. @throws AppError lab/cannot-write. */
export function appendJudgements(path: string, lines: readonly JudgementLine[]): void {
  try {
    // Not created: a folder that was deleted in between must not come back as half a stage.
    const file = openSync(path, 'r+');
    try {
      const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
      writeSync(file, text, statSync(path).size);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw new AppError(
      'lab/cannot-write',
      `${path} cannot be written: ${error instanceof Error ? error.message : String(error)}. What was judged before is kept.`,
      { cause: error },
    );
  }
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
