import { type Sample, sampleSchema } from '../shared/events.ts';
import type { ReadableStore } from './open.ts';

/** The verdicts on the answers to one test set at one step, without the answers. */
export interface VerdictColumns {
  /** Rows of the test set, ascending. */
  readonly indexes: Int32Array;
  /** What was said of each: a place in `distinct`. */
  readonly kinds: Uint16Array;
  /** The different verdicts that occur; few judges make few. */
  readonly distinct: readonly Pick<Sample, 'verdicts' | 'incoherent'>[];
}

const place = 'FROM samples INDEXED BY samples_by_verdict WHERE stage_key = ? AND step = ? AND sample_set = ?';
/** Room for a kind beside an index in one number that sorts by index. */
const kindRoom = 2 ** 16;

/**
 * Reads verdicts in bulk, from an index alone: first which different ones there are, then the rows of each as bare numbers. So
 * a thousand answers make neither a thousand objects nor a thousand texts.
 */
export function readVerdicts(
  store: ReadableStore,
  key: string,
  { set, step }: { readonly set: Sample['set']; readonly step: number },
): VerdictColumns {
  const found = store.sql(`SELECT DISTINCT verdicts, is_incoherent ${place}`).raw().all(key, step, set) as [
    string,
    number,
  ][]; // columns of a STRICT table
  const rowsOf = store.sql(`SELECT sample_index ${place} AND verdicts = ? AND is_incoherent = ?`).pluck();
  const lists = found.map(([text, isIncoherent]) => rowsOf.all(key, step, set, text, isIncoherent) as number[]); // an INTEGER column
  const sorted = new Float64Array(lists.reduce((sum, rows) => sum + rows.length, 0));
  let at = 0;
  for (const [kind, rows] of lists.entries()) {
    for (const row of rows) {
      sorted[at] = row * kindRoom + kind;
      at += 1;
    }
  }
  sorted.sort();
  const indexes = new Int32Array(sorted.length);
  const kinds = new Uint16Array(sorted.length);
  for (let row = 0; row < sorted.length; row += 1) {
    const value = sorted[row] ?? 0;
    const index = Math.floor(value / kindRoom);
    indexes[row] = index;
    kinds[row] = value - index * kindRoom;
  }
  return {
    indexes,
    kinds,
    distinct: found.map(([text, isIncoherent]) => ({
      verdicts: sampleSchema.shape.verdicts.parse(JSON.parse(text)),
      incoherent: isIncoherent === 1,
    })),
  };
}
