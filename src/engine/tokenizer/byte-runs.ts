const byteToken = /^<0x([0-9A-Fa-f]{2})>$/;

/**
 * Puts one U+FFFD for each byte token of a run that is not valid UTF-8, as the reference's `ByteFallback` decoder does;
 * the library puts one per broken character instead. Such runs end texts that are cut inside a character.
 */
export function replaceInvalidByteRuns(tokens: readonly string[]): string[] {
  const result: string[] = [];
  for (let start = 0; start < tokens.length; ) {
    const run = takeByteRun(tokens, start);
    if (run.length === 0) result.push(tokens[start] ?? '');
    else if (isUtf8(run)) result.push(...tokens.slice(start, start + run.length));
    else result.push(...run.map(() => '\uFFFD'));
    start += Math.max(1, run.length);
  }
  return result;
}

function takeByteRun(tokens: readonly string[], start: number): number[] {
  const bytes: number[] = [];
  for (let at = start; at < tokens.length; at++) {
    const match = byteToken.exec(tokens[at] ?? '');
    if (!match) break;
    bytes.push(Number.parseInt(match[1] ?? '', 16));
  }
  return bytes;
}

function isUtf8(bytes: readonly number[]): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(bytes));
    return true;
  } catch {
    return false;
  }
}
