import { findDataFormat, isCompressed } from '../../../shared/data-format.ts';
import { AppError } from '../../../shared/errors.ts';
import { mostBinaryBytes, mostDroppedBytes, readBase64 } from '../../components/drop/read-base64.ts';
import { findBridge } from '../../rpc/transports.ts';
import { text } from '../../text/index.ts';
import type { OpenedSource } from './queries.ts';

/** A file on the lab's machine. */
export function openPath(path: string): OpenedSource {
  return { id: path, fileName: path.split(/[\\/]/).at(-1) ?? path, source: { path } };
}

/** A dropped file: by its path in the desktop, by its content in a browser. @throws AppError datasets/not-utf8, datasets/too-large. */
export async function openDropped(file: File): Promise<OpenedSource> {
  const path = findBridge()?.pathOf(file);
  if (path) return openPath(path);
  const isBinary = findDataFormat(file.name) === 'parquet' || isCompressed(file.name);
  if (file.size > (isBinary ? mostBinaryBytes : mostDroppedBytes))
    throw new AppError('datasets/too-large', text.datasets.tooLarge(file.name));
  const fileName = file.name;
  const source = isBinary ? { fileName, base64: await readBase64(file) } : { fileName, text: await readText(file) };
  return { id: `${file.name} ${file.size} ${file.lastModified} ${crypto.randomUUID()}`, fileName: file.name, source };
}

async function readText(file: File): Promise<string> {
  const bytes = await file.arrayBuffer();
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new AppError('datasets/not-utf8', text.datasets.notUtf8(file.name), { cause: error });
  }
}
