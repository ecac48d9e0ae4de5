import { countLabels, type EncodedExample, getFirstLabel } from './encode.ts';

/** The static shape of a compiled step's batch. */
export interface BatchShape {
  /** Rows; a smaller batch is filled up with rows that weigh nothing. */
  readonly batchSize: number;
  /** Tokens per row. */
  readonly length: number;
  /** Label slots per row. */
  readonly labelSlots: number;
  /** Rows for the real tokens alone; without it the batch has no dense layout. */
  readonly denseTokens?: number;
}

/**
 * A batch as flat arrays of static size. The reference's loss (mean over the batch's label tokens) is
 * sum(weight · cross-entropy) / sum(weight); row r owns the label slots [r · labelSlots, (r + 1) · labelSlots).
 */
export interface PackedBatch extends BatchShape {
  /** Token ids, row by row, padded on the right: [batchSize · length]. */
  readonly ids: Int32Array;
  /** Real tokens per row: [batchSize]; 1 for rows that only fill up, so that no attention row is empty. */
  readonly lengths: Int32Array;
  /** Flat index row · length + (position - 1) whose logits predict the label: [batchSize · labelSlots]. */
  readonly labelPositions: Int32Array;
  /** The token to predict: [batchSize · labelSlots]; 0 in empty slots. */
  readonly labelIds: Int32Array;
  /** 1 for a real label, 0 for an empty slot: [batchSize · labelSlots]. */
  readonly labelWeights: Float32Array;
  /** The real tokens without the padding between them; null where the shape has no dense rows. */
  readonly dense: DenseIndices | null;
  readonly exampleCount: number;
  /** Real tokens in the batch. */
  readonly tokenCount: number;
  readonly labelCount: number;
}

/** Each index is of the other layout, −1 where there is no such row. */
export interface DenseIndices {
  /** Of every dense row: row · length + position; [denseTokens]. */
  readonly positions: Int32Array;
  /** Of every padded place: its dense row; [batchSize · length]. */
  readonly sources: Int32Array;
}

export interface CollateOptions extends BatchShape {
  readonly padId: number;
}

/** Packs at most `batchSize` encoded examples; examples that do not fit the shape are a bug in the choice of bucket. */
export function collate(examples: readonly EncodedExample[], options: CollateOptions): PackedBatch {
  const { batchSize, length, labelSlots, denseTokens, padId } = options;
  if (examples.length > batchSize) throw new Error(`${examples.length} examples do not fit a batch of ${batchSize}.`);
  const ids = new Int32Array(batchSize * length).fill(padId);
  const lengths = new Int32Array(batchSize).fill(1);
  // Empty slots point at their own row's first token: a valid index whose weight is zero.
  const labelPositions = Int32Array.from(
    { length: batchSize * labelSlots },
    (_, slot) => Math.floor(slot / labelSlots) * length,
  );
  const labelIds = new Int32Array(batchSize * labelSlots);
  const labelWeights = new Float32Array(batchSize * labelSlots);
  let tokenCount = 0;
  let labelCount = 0;
  for (const [row, example] of examples.entries()) {
    const labels = countLabels(example);
    if (example.ids.length > length || labels > labelSlots || example.ids.length === 0) {
      throw new Error(`${example.ids.length} tokens with ${labels} labels do not fit ${length} and ${labelSlots}.`);
    }
    ids.set(example.ids, row * length);
    lengths[row] = example.ids.length;
    const firstLabel = getFirstLabel(example);
    for (let label = 0; label < labels; label++) {
      const slot = row * labelSlots + label;
      labelPositions[slot] = row * length + firstLabel + label - 1;
      labelWeights[slot] = 1;
    }
    labelIds.set(example.ids.subarray(firstLabel), row * labelSlots);
    tokenCount += example.ids.length;
    labelCount += labels;
  }
  return {
    batchSize,
    length,
    labelSlots,
    ...(denseTokens === undefined ? {} : { denseTokens }),
    dense: denseTokens === undefined ? null : listDense(examples, { batchSize, length, denseTokens }),
    ids,
    lengths,
    labelPositions,
    labelIds,
    labelWeights,
    exampleCount: examples.length,
    tokenCount,
    labelCount,
  };
}

function listDense(
  examples: readonly EncodedExample[],
  { batchSize, length, denseTokens }: { batchSize: number; length: number; denseTokens: number },
): DenseIndices {
  const positions = new Int32Array(denseTokens).fill(-1);
  const sources = new Int32Array(batchSize * length).fill(-1);
  let next = 0;
  for (const [row, { ids }] of examples.entries()) {
    if (next + ids.length > denseTokens) throw new Error(`The batch has more than ${denseTokens} tokens.`);
    for (let position = 0; position < ids.length; position++, next++) {
      positions[next] = row * length + position;
      sources[row * length + position] = next;
    }
  }
  return { positions, sources };
}
