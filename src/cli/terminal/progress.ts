import { formatEstimate } from './duration.ts';
import { measureWidth, type OutputStream, type Terminal } from './terminal.ts';
import { clean, cutText } from './text.ts';

export interface ProgressReading {
  /** 0..1, or null while nothing is known. */
  readonly fraction: number | null;
  readonly remainingMs: number | null;
  /** What is being done. */
  readonly text: string;
}

/** Shows how far a command is, on stderr: a bar that is redrawn on a terminal, else a plain line from time to time. */
export interface Progress {
  readonly update: (reading: ProgressReading) => void;
  /** Writes a line that stays, above the bar. */
  readonly log: (line: string) => void;
  /** Removes the bar. */
  readonly close: () => void;
}

export interface ProgressOptions {
  readonly stream: OutputStream;
  /** Plain lines are left out, because a program reads the output; a bar still shows. */
  readonly isQuiet: boolean;
  readonly getNowMs?: () => number;
}

const redrawEveryMs = 200;
const lineEveryMs = 10_000;
const widestBar = 24;
const eraseLine = '\r\u001B[K';

/** Opens the progress display of a command. */
export function openTerminalProgress(terminal: Terminal): Progress {
  return openProgress({ stream: terminal.stderr, isQuiet: terminal.isJson });
}

export function openProgress(options: ProgressOptions): Progress {
  const { stream, isQuiet, getNowMs = Date.now } = options;
  const isLive = stream.isTTY === true;
  let shownAtMs = Number.NEGATIVE_INFINITY;
  let shown = '';
  const draw = (text: string): void => {
    if (isLive) stream.write(`${eraseLine}${text}`);
    else stream.write(`${text}\n`);
    shown = text;
  };
  return {
    update: (reading) => {
      const nowMs = getNowMs();
      if ((!isLive && isQuiet) || nowMs - shownAtMs < (isLive ? redrawEveryMs : lineEveryMs)) return;
      const text = isLive ? renderBar(reading, measureWidth(stream)) : renderLine(reading);
      shownAtMs = nowMs;
      if (text !== shown) draw(text);
    },
    log: (line) => {
      if (isLive) stream.write(`${eraseLine}${clean(line)}\n${shown}`);
      else stream.write(`${clean(line)}\n`);
    },
    close: () => {
      if (isLive && shown) stream.write(eraseLine);
      shown = '';
    },
  };
}

/** `━━━━━━──────  42 %  about 3 min left  12 of 30 stages`, at most `width - 1` columns. */
export function renderBar(reading: ProgressReading, width: number): string {
  const size = Math.min(widestBar, Math.floor(width / 4));
  const filled = Math.round((reading.fraction ?? 0) * size);
  return cutText(`${'━'.repeat(filled)}${'─'.repeat(size - filled)}  ${renderLine(reading)}`, width - 1);
}

function renderLine({ fraction, remainingMs, text }: ProgressReading): string {
  const percent = fraction === null ? [] : [`${String(Math.floor(fraction * 100)).padStart(3)} %`];
  const remaining = remainingMs === null ? [] : [`${formatEstimate(remainingMs)} left`];
  return [...percent, ...remaining, clean(text)].join('  ');
}
