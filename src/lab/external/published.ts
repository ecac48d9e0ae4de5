import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { AppError } from '../../shared/errors.ts';
import { toOneLine } from '../../shared/one-line.ts';
import { type ExternalResult, externalResultSchema } from '../../shared/external/external-result.ts';
import type { ExternalTable } from '../../shared/views/external.ts';

/** A file of resources/published: results of one source, which stands once. */
const publishedFileSchema = z.strictObject({
  version: z.literal(1),
  title: z.string().min(1),
  /** Where docs/external-results.md lists it. */
  section: z.string().min(1),
  source: externalResultSchema.shape.source,
  /** Sentences: what the numbers do not say by themselves, and what is known only in words. */
  remarks: z.array(z.string()),
  results: z.array(externalResultSchema.omit({ source: true })).min(1),
});

const known = new Map<string, readonly ExternalTable[]>();

/** The published tables that come with the program, by section. @throws AppError external/unreadable. */
export function listPublishedTables(resources: string): readonly ExternalTable[] {
  const folder = join(resources, 'published');
  let tables = known.get(folder);
  if (!tables) {
    const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
    tables = names
      .map((name) => readTable(join(folder, name), name.slice(0, -'.json'.length)))
      .sort((left, right) => (left.section ?? '').localeCompare(right.section ?? '', 'en', { numeric: true }));
    known.set(folder, tables);
  }
  return tables;
}

function readTable(path: string, id: string): ExternalTable {
  const parsed = publishedFileSchema.safeParse(readJson(path));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new AppError(
      'external/unreadable',
      `${path} holds no published results: ${issue?.path.join('.')}: ${issue?.message}.`,
    );
  }
  const { title, section, source, remarks, results } = parsed.data;
  return {
    id,
    title,
    section,
    source,
    remarks,
    results: results.map((result): ExternalResult => ({ ...result, source })),
    curveCount: 0,
  };
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    const reason = toOneLine(error instanceof Error ? error.message : String(error));
    throw new AppError('external/unreadable', `${path} cannot be read as JSON: ${reason}.`, { cause: error });
  }
}
