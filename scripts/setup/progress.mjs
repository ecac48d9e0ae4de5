const redrawMs = 200;
const plainEveryMs = 5000;

/**
 * One line of progress for one step: redrawn in place on a terminal, repeated every few seconds elsewhere.
 * @template T
 * @param {string} label
 * @param {() => Promise<T>} work
 * @param {() => Promise<string>} [measure] says what moves, such as `120 MB of 274 MB`; asked before each redraw
 * @param {NodeJS.WriteStream} [stream]
 * @returns {Promise<T>} what `work` returns
 */
export async function showProgress(label, work, measure, stream = process.stderr) {
  const startedAtMs = Date.now();
  let isMeasuring = false;
  const redraw = async () => {
    // On a slow disk one measurement takes longer than the interval; the next one is then left out.
    if (isMeasuring) return;
    isMeasuring = true;
    const detail = measure ? await measure() : '';
    isMeasuring = false;
    const line = `  ${label}${detail ? `: ${detail}` : ''}, ${formatSeconds(Date.now() - startedAtMs)}`;
    if (ending === undefined) stream.write(stream.isTTY ? `\r\x1b[2K${line}` : `${line}\n`);
  };
  /** @type {string | undefined} */
  let ending;
  if (!stream.isTTY) stream.write(`  ${label} ...\n`);
  const timer = setInterval(() => void redraw(), stream.isTTY ? redrawMs : plainEveryMs);
  try {
    const result = await work();
    ending = 'done';
    return result;
  } finally {
    ending ??= 'failed';
    clearInterval(timer);
    if (stream.isTTY) stream.write('\r\x1b[2K');
    stream.write(`  ${label}: ${ending} in ${formatSeconds(Date.now() - startedAtMs)}\n`);
  }
}

/** @param {number} elapsedMs @returns {string} */
export function formatSeconds(elapsedMs) {
  const seconds = Math.round(elapsedMs / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
