const redrawMs = 200;
const plainEveryMs = 5000;

/**
 * One line of progress for one step: redrawn in place on a terminal, repeated every few seconds elsewhere.
 * @template T
 * @param {string} label
 * @param {(report: (detail: string) => void) => Promise<T>} work calls `report` with what moves, such as `120 of 274 MB`
 * @param {NodeJS.WriteStream} [stream]
 * @returns {Promise<T>} what `work` returns
 */
export async function showProgress(label, work, stream = process.stderr) {
  const startedAtMs = Date.now();
  let detail = '';
  const line = () => `  ${label}${detail ? `: ${detail}` : ''}, ${formatSeconds(Date.now() - startedAtMs)}`;
  if (!stream.isTTY) stream.write(`  ${label} ...\n`);
  const timer = stream.isTTY
    ? setInterval(() => stream.write(`\r\x1b[2K${line()}`), redrawMs)
    : setInterval(() => stream.write(`${line()}\n`), plainEveryMs);
  let ending = 'failed';
  try {
    const result = await work((next) => {
      detail = next;
    });
    ending = 'done';
    return result;
  } finally {
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
