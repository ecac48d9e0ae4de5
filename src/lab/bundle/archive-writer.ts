import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { configure, ZipWriter } from '@zip.js/zip.js';
import type { BundleEntry } from './manifest.ts';
import { makeSeal, sealLength } from './seal.ts';

// Node compresses in its own threads; workers of the browser's kind it has not.
configure({ useWebWorkers: false });

export interface ArchiveWriter {
  /** Adds an entry as its bytes come; returns its size and sha256. */
  add(
    path: string,
    content: AsyncIterable<Uint8Array>,
    options: { readonly isCompressed: boolean; readonly mayBeHuge: boolean },
  ): Promise<BundleEntry>;
  /** Writes the list of entries and the seal. */
  finish(): Promise<void>;
  /** Closes the file, whole or not. */
  close(): Promise<void>;
}

/** Begins a file that is a page and, behind it, a ZIP archive; never more than a few pieces of it are in memory. */
export async function openArchiveWriter(path: string, page: Uint8Array, createdAtMs: number): Promise<ArchiveWriter> {
  const file = await open(path, 'w');
  const sealed = sealedFile(file);
  await sealed.write(page);
  const sink = new WritableStream<Uint8Array>({ write: (chunk) => sealed.write(chunk) });
  const zip = new ZipWriter(sink, {
    offset: page.length,
    lastModDate: new Date(createdAtMs),
    extendedTimestamp: false,
    useCompressionStream: true,
  });
  return {
    add: async (entryPath, content, { isCompressed, mayBeHuge }) => {
      const hash = createHash('sha256');
      let sizeBytes = 0;
      const pieces = content[Symbol.asyncIterator]();
      const source = new ReadableStream<Uint8Array>({
        pull: async (controller) => {
          const { done, value } = await pieces.next();
          if (done) return controller.close();
          hash.update(value);
          sizeBytes += value.length;
          controller.enqueue(value);
        },
        cancel: async () => void (await pieces.return?.()),
      });
      await zip.add(entryPath, source, { level: isCompressed ? 6 : 0, ...(mayBeHuge ? { zip64: true } : {}) });
      return { path: entryPath, sizeBytes, sha256: hash.digest('hex') };
    },
    finish: async () => {
      await zip.close(new Uint8Array(sealLength));
      await sealed.finish();
      await file.sync();
    },
    close: () => file.close(),
  };
}

/** Passes bytes on to a file but for the last ones, which the seal over all before takes the place of. */
function sealedFile(file: FileHandle): { write(bytes: Uint8Array): Promise<void>; finish(): Promise<void> } {
  const hash = createHash('sha256');
  let held: Uint8Array = new Uint8Array(0);
  const pass = async (bytes: Uint8Array) => {
    hash.update(bytes);
    await file.writeFile(bytes);
  };
  return {
    write: async (bytes) => {
      const all = bytes.length >= sealLength ? bytes : Buffer.concat([held, bytes]);
      if (all === bytes) await pass(held);
      const end = Math.max(0, all.length - sealLength);
      await pass(all.subarray(0, end));
      // A copy: the giver may use its buffer again.
      held = Uint8Array.from(all.subarray(end));
    },
    finish: async () => {
      await file.writeFile(makeSeal(hash.digest('hex')));
    },
  };
}
