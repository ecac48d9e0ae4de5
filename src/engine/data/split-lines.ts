const newline = 0x0a;
/** V8 cannot hold a longer line as one string. */
const maxLineBytes = 256 * 1024 * 1024;

/** The lines of a file, each to be used before the next is asked for, without their line feeds; a last one that is empty is none. Ends with "too-long" at a line beyond 256 MiB. */
export function* splitLines(chunks: Iterable<Buffer>): Generator<Buffer | 'too-long'> {
  let pieces: Buffer[] = [];
  let sizeBytes = 0;
  for (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, start)) {
      yield pieces.length === 0 ? chunk.subarray(start, end) : Buffer.concat([...pieces, chunk.subarray(start, end)]);
      pieces = [];
      sizeBytes = 0;
      start = end + 1;
    }
    // A copy, because the bytes of a chunk are gone with the next one.
    pieces.push(Buffer.from(chunk.subarray(start)));
    sizeBytes += chunk.length - start;
    if (sizeBytes > maxLineBytes) {
      yield 'too-long';
      return;
    }
  }
  if (sizeBytes > 0) yield Buffer.concat(pieces);
}
