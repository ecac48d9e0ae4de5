import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { openTemplate } from '../../../src/engine/data/index.ts';
import { readAdapterWeights } from '../../../src/engine/jobs/context.ts';
import { readModelConfig } from '../../../src/engine/models/registry.ts';
import { loadTokenizer } from '../../../src/engine/tokenizer/index.ts';
import { relativeError } from '../../support/reference.ts';
import type { ParityCase } from './cases.ts';
import { compareLogits, computeLogits } from './logits.ts';
import { generateAnswers, scoreRows } from './ours.ts';
import { answersSchema, logitsSchema, readResult, readTensors, rowArguments, work } from './reference.ts';
import type { Figure, RunCheck } from './results.ts';

const variants = [
  { title: '', name: 'plain', hasAdapter: false },
  { title: ' with adapter', name: 'adapter', hasAdapter: true },
] as const;

/** The commands of the reference whose results the checks of this file read from `out` folder. */
export function inferenceCommands(folder: string, out: string): string[][] {
  const data = ['--data', path.join(folder, 'data', 'test.jsonl'), '--rows', `${work.rows}`, ...rowArguments()];
  const length = ['--max-new-tokens', `${work.maxNewTokens}`];
  return variants.flatMap(({ name, hasAdapter }) => {
    const rest = [...data, ...(hasAdapter ? ['--adapter', path.join(folder, 'adapter')] : [])];
    return [
      ['logits', folder, '--out', path.join(out, `logits-${name}`), ...rest],
      ['generate', folder, '--out', path.join(out, `answers-${name}`), ...length, ...rest],
    ];
  });
}

/** Logits, scores and greedy answers, without and with the adapter. */
export async function checkInference(
  { lora }: ParityCase,
  { folder, out, run }: { readonly folder: string; readonly out: string; readonly run: RunCheck },
): Promise<void> {
  for (const { title, name, hasAdapter } of variants) {
    const adapterFolder = path.join(folder, 'adapter');
    const adapters = hasAdapter ? [adapterFolder] : [];
    const reference = path.join(out, `logits-${name}`);
    const golden = readResult(reference, logitsSchema);
    await run(`logits${title}`, 1e-4, () => {
      const weights = hasAdapter ? readAdapterWeights(adapterFolder).weights : new Map();
      const trainable = hasAdapter ? lora : ({ kind: 'full', freezeEmbeddings: true } as const);
      const ours = computeLogits({ folder, trainable, weights, inputIds: golden.inputIds });
      const tokens = golden.lengths.reduce((sum, length) => sum + length, 0);
      const figure = compareLogits(ours, readTensors(reference).get('logits'), golden);
      return { figure, note: `${tokens} tokens, vocabulary ${readModelConfig(folder).vocabSize}` };
    });
    const scores = scoreRows(folder, adapters, path.join(out, `our-scores-${name}.jsonl`));
    const scored = golden.rows.flatMap(({ loss, logProbabilities }, index) =>
      loss === null ? [] : [{ index, loss, logProbabilities }],
    );
    await run(`loss per record${title}`, 1e-4, async () => {
      const ours = await scores;
      const [found, expected] = [ours, scored].map((rows) => rows.map(({ index }) => index).join(', '));
      if (found !== expected) throw new Error(`rows ${found} are scored, not ${expected}`);
      const losses = (rows: readonly { loss: number }[]) => rows.map(({ loss }) => loss);
      return { figure: relativeError(losses(ours), losses(scored)), note: `${ours.length} records` };
    });
    await run(`log-probabilities${title}`, 1e-4, async () => {
      const all = (rows: readonly { logProbabilities: readonly number[] }[]) =>
        rows.flatMap(({ logProbabilities }) => logProbabilities);
      const [ours, theirs] = [all(await scores), all(scored)];
      if (ours.length !== theirs.length) throw new Error(`${ours.length} tokens are scored, not ${theirs.length}`);
      return { figure: relativeError(ours, theirs), note: `${ours.length} tokens` };
    });
    await run(`greedy answers that differ${title}`, 0, () => compareAnswers(folder, adapters, out, name));
  }
}

/** How many answers differ in an id, in where they stop or in their text. */
async function compareAnswers(folder: string, adapters: readonly string[], out: string, name: string): Promise<Figure> {
  const ours = await generateAnswers(folder, adapters, path.join(out, `our-answers-${name}.jsonl`));
  const theirs = readResult(path.join(out, `answers-${name}`), answersSchema);
  const { eosIds } = loadTokenizer(folder);
  const { readAnswer } = openTemplate({ template: work.template }, null);
  let stopped = 0;
  const differing = theirs.filter(({ newIds, response }, index) => {
    // The reference's ids include the end token; ours stop before it.
    const hasStopped = eosIds.includes(newIds.at(-1) ?? -1);
    if (hasStopped) stopped++;
    const expected = hasStopped ? newIds.slice(0, -1) : newIds;
    return !isDeepStrictEqual(ours[index], { response: readAnswer(response), tokens: expected });
  });
  const lead = Math.min(...theirs.map(({ smallestLead }) => smallestLead));
  return {
    figure: differing.length + Math.abs(ours.length - theirs.length),
    note: `of ${theirs.length}; ${stopped} reach the end token; closest choice ${lead.toExponential(1)}`,
  };
}
