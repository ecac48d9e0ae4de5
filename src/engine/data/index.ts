export {
  type BatchOrder,
  type BatchOrderOptions,
  type BatchPosition,
  countBatches,
  createBatchOrder,
} from './batch-order.ts';
export { type Bucket, type BucketOptions, bucketFor, chooseBuckets } from './buckets.ts';
export { type BatchShape, type CollateOptions, collate, type PackedBatch } from './collate.ts';
export { type AttackOptions, type ComposedAttack, composeAttack, countAttackRows } from './compose-attack.ts';
export {
  countLabels,
  type EncodedExample,
  type EncodedExamples,
  type Encoding,
  encodeExample,
  encodeExamples,
  encodePrompt,
  encodeQuestion,
  getFirstLabel,
} from './encode.ts';
export { describeQuestion, type Example, type NamedExamples } from './example.ts';
export { checkDisjoint, findOverlap, normalisePrompt, type Overlap } from './overlap.ts';
export { createRandom, deriveSeed, type Random, type RandomState, restoreRandom, shuffle } from './random.ts';
export { readDataset } from './read-dataset.ts';
export { openTemplate, type Template, type TemplateChoice } from './templates.ts';
export type { TextTokenizer } from './text-tokenizer.ts';
