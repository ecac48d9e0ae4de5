import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';

/** Bytes that are no whole gzip file. */
export class BrokenGzip extends Error {}

/** Compressed bytes that are handed over at a time, and unpacked ones that are handed back. */
const [pieceBytes, unpackedBytes] = [1 << 16, 1 << 18];
const longestWaitMs = 60_000;

/**
 * What the thread runs: Node unpacks a stream only when there is an event loop to do it on, and readers of data files have
 * none, because a training waits for its rows. A text, so that no bundler has to know of one more file.
 * What is unpacked lies in memory that both share, until the reader has taken it; so nothing piles up.
 */
const threadSource = `
  const { workerData } = require('node:worker_threads');
  const { createGunzip } = require('node:zlib');
  const { port, turns, unpacked } = workerData;
  const [told, took] = [0, 1];
  const tell = (message) => {
    port.postMessage(message);
    Atomics.add(turns, told, 1);
    Atomics.notify(turns, told);
  };
  const gunzip = createGunzip({ chunkSize: unpacked.length });
  gunzip.on('data', (bytes) => {
    unpacked.set(bytes);
    const before = Atomics.load(turns, took);
    tell({ kind: 'bytes', length: bytes.length });
    Atomics.wait(turns, took, before);
  });
  gunzip.on('error', (error) => tell({ kind: 'broken', reason: error.message }));
  gunzip.on('end', () => tell({ kind: 'ended' }));
  port.on('message', (bytes) => {
    if (bytes === null) gunzip.end();
    else gunzip.write(bytes, (error) => error || tell({ kind: 'taken' }));
  });
`;

/** What the thread tells; `bytes` lie in the shared memory. */
type Told =
  | { readonly kind: 'bytes'; readonly length: number }
  | { readonly kind: 'taken' | 'ended' }
  | { readonly kind: 'broken'; readonly reason: string };

/**
 * Unpacks a gzip file, of one or several parts, piece by piece; a piece holds its bytes only until the next one is asked for.
 * @throws BrokenGzip for a file that is none, is cut off or damaged.
 */
export function* gunzip(chunks: Iterable<Buffer>): Generator<Buffer> {
  const thread = startThread();
  let isEmpty = true;
  try {
    for (const chunk of chunks) {
      for (let start = 0; start < chunk.length; start += pieceBytes) {
        isEmpty = false;
        yield* thread.give(chunk.subarray(start, start + pieceBytes), 'taken');
      }
    }
    // Node takes no bytes at all for a whole file.
    if (isEmpty) throw new BrokenGzip('it is empty');
    yield* thread.give(null, 'ended');
  } finally {
    thread.end();
  }
}

function startThread() {
  const turns = new Int32Array(new SharedArrayBuffer(8));
  const unpacked = new Uint8Array(new SharedArrayBuffer(unpackedBytes));
  const { port1: port, port2 } = new MessageChannel();
  const workerData = { port: port2, turns, unpacked };
  const thread = new Worker(threadSource, {
    eval: true,
    workerData,
    transferList: [port2],
    execArgv: [],
    resourceLimits: { maxYoungGenerationSizeMb: 2 },
  });
  // Whoever stops reading in between must be able to end.
  thread.unref();
  const piece = Buffer.allocUnsafeSlow(unpackedBytes);

  function waitForMessage(): Told {
    for (;;) {
      const seen = Atomics.load(turns, 0);
      const received = receiveMessageOnPort(port);
      // The thread is ours, and these are all messages that it has.
      if (received) return received.message as Told;
      if (Atomics.wait(turns, 0, seen, longestWaitMs) === 'timed-out')
        throw new Error(`The thread that unpacks a gzip file has said nothing for ${longestWaitMs / 1000} s.`);
    }
  }

  return {
    /** Gives it compressed bytes, or null for their end, and hands out what they hold until it says that this was all. */
    *give(bytes: Buffer | null, last: 'taken' | 'ended'): Generator<Buffer> {
      // A copy, because a part of a buffer is sent with all of it.
      port.postMessage(bytes && new Uint8Array(bytes));
      for (let told = waitForMessage(); told.kind !== last; told = waitForMessage()) {
        if (told.kind === 'broken') throw new BrokenGzip(told.reason);
        if (told.kind !== 'bytes') continue;
        // Not all readers of text take memory that is shared.
        piece.set(unpacked.subarray(0, told.length));
        Atomics.add(turns, 1, 1);
        Atomics.notify(turns, 1);
        yield piece.subarray(0, told.length);
      }
    },
    end() {
      port.close();
      void thread.terminate();
    },
  };
}
