import { styleText } from 'node:util';
import { exitCodes } from '../../shared/errors.ts';
import { clean } from './text.ts';

/** What the command line needs of a stream; process.stdout and process.stderr have it. */
export interface OutputStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** Where a command's output goes: results to stdout, everything on the way to stderr. */
export interface Terminal {
  readonly isJson: boolean;
  /** Columns of stdout. */
  readonly width: number;
  /** Writes lines for people to stdout; silent with --json. */
  readonly say: (text: string) => void;
  /** Writes one JSON object as a line to stdout; silent without --json. */
  readonly emit: (value: object) => void;
  /** Writes one line each to stderr. */
  readonly warn: (sentences: readonly string[]) => void;
  readonly stderr: OutputStream;
}

const widthOfFiles = 100;
const narrowest = 40;
const widest = 140;

/** Opens the terminal of this process. */
export function openTerminal(options: { readonly isJson: boolean }): Terminal {
  const { isJson } = options;
  return {
    isJson,
    width: measureWidth(process.stdout),
    say: (text) => {
      if (!isJson) process.stdout.write(`${text}\n`);
    },
    emit: (value) => {
      if (isJson) process.stdout.write(`${JSON.stringify(value)}\n`);
    },
    warn: (sentences) => {
      for (const sentence of sentences) process.stderr.write(`Warning: ${clean(sentence)}\n`);
    },
    stderr: process.stderr,
  };
}

/** Columns that output may use, between 40 and 140; 100 where it goes to a file. */
export function measureWidth(stream: OutputStream): number {
  return Math.min(widest, Math.max(narrowest, (stream.isTTY && stream.columns) || widthOfFiles));
}

/** Styles text for stdout; plain unless stdout is a terminal and NO_COLOR is unset. */
export function paint(style: 'bold' | 'dim' | 'red' | 'green' | 'yellow', text: string): string {
  return styleText(style, text, { stream: process.stdout });
}

/** A reader that has seen enough, such as `head`, ends the program quietly. */
export function closeOnBrokenPipe(stream: NodeJS.WriteStream): void {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(exitCodes.cancelled);
  });
}
