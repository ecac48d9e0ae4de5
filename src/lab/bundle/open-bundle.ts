import { createHash } from 'node:crypto';
import { z } from 'zod';
import { AppError } from '../../shared/errors.ts';
import { formatPath } from '../plan/spec-error.ts';
import { type Archive, type ArchiveEntry, openArchive } from './archive-reader.ts';
import { largestJsonBytes } from './entry-content.ts';
import { bundleFormat, type BundleManifest, bundleVersion, manifestName, manifestSchema } from './manifest.ts';

export interface OpenBundle {
  readonly path: string;
  readonly manifest: BundleManifest;
  /** The sha256 of the manifest. */
  readonly digest: string;
  readonly archive: Archive;
  close(): Promise<void>;
}

/** Opens a bundle and reads its manifest; nothing else of it is checked yet. @throws AppError bundle/... */
export async function openBundle(path: string): Promise<OpenBundle> {
  const archive = await openArchive(path);
  try {
    const entry = archive.entries.find((one) => one.path === manifestName);
    if (!entry) {
      throw new AppError(
        'bundle/not-a-bundle',
        `${path} is no bundle of Booster Lab: expected an entry ${manifestName}, found none among ${archive.entries.length}.`,
      );
    }
    const bytes = await readWhole(path, entry);
    const manifest = parseManifest(path, bytes.toString('utf8'));
    const digest = createHash('sha256').update(bytes).digest('hex');
    return { path, manifest, digest, archive, close: () => archive.close() };
  } catch (error) {
    await archive.close();
    throw error;
  }
}

async function readWhole(path: string, entry: ArchiveEntry): Promise<Buffer> {
  if (entry.sizeBytes > largestJsonBytes) {
    throw new AppError(
      'bundle/unsafe',
      `The bundle ${path} is refused: its ${manifestName} has ${entry.sizeBytes} bytes, expected at most ${largestJsonBytes}.`,
    );
  }
  const pieces: Uint8Array[] = [];
  try {
    await entry.read((bytes) => void pieces.push(bytes));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw damagedManifest(path, `cannot be unpacked (${reason})`, error);
  }
  return Buffer.concat(pieces);
}

function parseManifest(path: string, text: string): BundleManifest {
  const value = parseJson(path, text);
  const head = z.looseObject({ format: z.literal(bundleFormat), version: z.number() }).safeParse(value);
  if (!head.success) {
    throw new AppError(
      'bundle/not-a-bundle',
      `${path} is no bundle of Booster Lab: its ${manifestName} does not say "${bundleFormat}" with a version.`,
    );
  }
  if (head.data.version > bundleVersion) {
    throw new AppError(
      'bundle/from-the-future',
      `The bundle ${path} has version ${head.data.version}, this program reads up to ${bundleVersion}; use the newer Booster Lab that wrote it.`,
    );
  }
  const parsed = manifestSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw damagedManifest(path, `has ${formatPath(issue?.path ?? []) || 'a value'}: ${issue?.message ?? 'not valid'}`);
}

function parseJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw damagedManifest(path, 'is not JSON', error);
  }
}

function damagedManifest(path: string, what: string, cause?: unknown): AppError {
  return new AppError(
    'bundle/damaged',
    `The bundle ${path} is damaged: its ${manifestName} ${what}. Ask for the file again.`,
    { cause },
  );
}
