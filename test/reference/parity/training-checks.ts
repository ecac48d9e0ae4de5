import path from 'node:path';
import { readAdapterWeights } from '../../../src/engine/jobs/context.ts';
import type { Trainable } from '../../../src/shared/settings/model.ts';
import { goldenName, type Mode } from '../../support/golden-training.ts';
import { relativeError } from '../../support/reference.ts';
import type { ParityCase } from './cases.ts';
import { type GradientName, measureGradients } from './gradients.ts';
import { compareLogits, computeLogits } from './logits.ts';
import { exportMerged, train } from './ours.ts';
import { findNoise, type Noise } from './noise.ts';
import {
  boosterArguments,
  logitsSchema,
  readResult,
  readTensors,
  rowArguments,
  runReference,
  trainingSchema,
  work,
} from './reference.ts';
import type { Figure, RunCheck } from './results.ts';

type Weights = ReadonlyMap<string, Float32Array>;

export interface TrainingPlace {
  readonly python: string;
  readonly folder: string;
  readonly out: string;
  readonly run: RunCheck;
}

const modes = ['lora', 'full'] as const satisfies readonly Mode[];

const gradientTitles: Readonly<Record<GradientName, string>> = {
  gradF: '∇f',
  gradH: '∇h(w)',
  gradHPerturbed: '∇h(w′)',
  combined: 'combined gradient',
};

/** The commands of the reference whose results the checks of this file read from the `out` folder. */
export function trainingCommands(folder: string, out: string): string[][] {
  return modes.map((mode) => boosterArguments(folder, mode, path.join(out, `booster-${mode}`)));
}

/** Gradients, five steps of Booster, λ = 0 against SFT and the exported weights, with LoRA and with full training. */
export async function checkTraining({ lora }: ParityCase, place: TrainingPlace): Promise<void> {
  const { folder, out, run } = place;
  const trainables: Readonly<Record<Mode, Trainable>> = { lora, full: { kind: 'full', freezeEmbeddings: true } };
  const start = readAdapterWeights(path.join(folder, 'adapter')).weights;
  const after: Partial<Record<Mode, Weights>> = {};
  for (const mode of modes) {
    const trainable = trainables[mode];
    const reference = path.join(out, `booster-${mode}`);
    const tensors = readTensors(reference);
    const names = listNames(tensors, mode);
    const theirs = (what: string) => flatten(byName(tensors, what, mode, names), names);
    const flat = (weights: Weights) => flatten(weights, names);
    const batches = readResult(reference, trainingSchema);
    const adapterWeights = mode === 'lora' ? start : new Map<string, Float32Array>();
    const gradients = once(() => measureGradients({ folder, trainable, adapterWeights, batches }));
    for (const what of ['gradF', 'gradH', 'gradHPerturbed', 'combined'] as const) {
      await run(`${gradientTitles[what]}, ${mode}`, 1e-4, () => ({
        figure: relativeError(flat(gradients()[what]), theirs(what)),
        note: `${theirs(what).length} values`,
      }));
    }

    const initial = theirs('initial');
    const change = (values: readonly number[]) => values.map((value, index) => value - initial[index]);
    const noiseOf = (what: 'exactGradF' | 'exactCombined') => {
      // With λ = 0 what h depends on does not count.
      const others = what === 'exactGradF' ? ['gradF'] : ['exactGradF', 'gradF', 'gradH', 'gradHPerturbed', 'combined'];
      const [exact, ...rounded] = [what, ...others].map((each) => byName(tensors, each, mode, names));
      return findNoise(exact, rounded, names);
    };
    const trained = path.join(out, `our-booster-${mode}`);
    await run(`change of weights in ${work.steps} steps, ${mode}`, 1e-3, async () => {
      after[mode] = await train(folder, trainable, { lambda: work.lambda }, trained);
      const [ours, golden, exact] = [change(flat(after[mode])), change(theirs('afterBooster')), theirs('exactChange')];
      return compareWithoutNoise(noiseOf('exactCombined'), ours, golden, exact);
    });
    // Of the weights, not of their change: that is a thousandth of them, so that float32 cannot hold it to 1e-6.
    await run(`weights of λ = 0 against SFT, ${mode}`, 1e-6, async () => {
      const sft = await train(folder, trainable, 'sft', path.join(out, `our-sft-${mode}`));
      const zero = await train(folder, trainable, { lambda: 0 }, path.join(out, `our-zero-${mode}`));
      const [plain, zeroed] = [flat(sft), flat(zero)];
      const differing = zeroed.filter((value, index) => value !== plain[index]).length;
      const { figure, note } = compareWithoutNoise(noiseOf('exactGradF'), zeroed, plain);
      return {
        figure,
        note: `${note}${note && '; '}${differing} of ${plain.length} weights differ, by ${relativeError(change(zeroed), change(plain)).toExponential(1)} of the change; one rounding of all is ${roundingOf(plain, change(plain)).toExponential(1)} of it`,
      };
    });
  }
  await checkExports(trainables, after, place);
}

/** What the reference's libraries compute with the weights that our engine wrote, against what our engine computes. */
async function checkExports(
  trainables: Readonly<Record<Mode, Trainable>>,
  after: Readonly<Partial<Record<Mode, Weights>>>,
  { python, folder, out, run }: TrainingPlace,
): Promise<void> {
  const adapter = path.join(out, 'our-booster-lora', 'adapter');
  const merged = path.join(out, 'our-merged');
  const mergeFailure = await exportMerged(folder, adapter, merged).then(
    () => null,
    (error: Error) => error.message,
  );
  const data = ['--data', path.join(folder, 'data', 'test.jsonl'), '--rows', `${work.rows}`, ...rowArguments()];
  const loads = [
    { title: 'exported adapter in peft', mode: 'lora', command: ['check-adapter', folder, adapter] },
    { title: 'merged model in transformers', mode: 'lora', command: ['check-merged', merged] },
    {
      title: 'fully trained model in transformers',
      mode: 'full',
      command: ['check-merged', path.join(out, 'our-booster-full', 'model')],
    },
  ] as const;
  const outs = loads.map((_, index) => path.join(out, `exported-${index}`));
  const failures = runReference(
    python,
    loads.map(({ command }, index) => [...command, '--out', outs[index], ...data]),
  );
  for (const [index, { title, mode }] of loads.entries()) {
    await run(`logits of the ${title}`, 1e-4, () => {
      const weights = after[mode];
      const failure = (index === 1 ? mergeFailure : null) ?? failures[index];
      if (failure !== null || !weights) throw new Error(failure ?? 'the training failed');
      const golden = readResult(outs[index], logitsSchema);
      const ours = computeLogits({ folder, trainable: trainables[mode], weights, inputIds: golden.inputIds });
      return { figure: compareLogits(ours, readTensors(outs[index]).get('logits'), golden) };
    });
  }
}

/** The distance over the weights that have a gradient; over all of them, and of the reference from its float64, in the note. */
function compareWithoutNoise(noise: Noise, ours: number[], theirs: number[], exact?: number[]): Figure {
  const own = (values: number[]) => exact && relativeError(noise.without(values), noise.without(exact));
  const [reached, all] = [own(theirs), exact && relativeError(theirs, exact)];
  const figure = relativeError(noise.without(ours), noise.without(theirs));
  const off = (value: number | undefined) => value?.toExponential(1);
  const calibration = exact ? `PyTorch's float32 is ${off(reached)} from its float64` : '';
  if (noise.count === 0) return { figure, note: calibration };
  const unfiltered = `with them ${off(relativeError(ours, theirs))}${exact ? `, PyTorch's float32 ${off(all)}` : ''}`;
  return { figure, note: [calibration, `without ${noise.note}; ${unfiltered}`].filter(Boolean).join('; ') };
}

/** The reference's tensors of one kind by the engine's names of the weights. */
function byName(tensors: Weights, what: string, mode: Mode, names: readonly string[]): Map<string, Float32Array> {
  return new Map(names.map((name) => [name, tensors.get(`${what}/${goldenName(mode, name)}`) ?? new Float32Array()]));
}

/** The engine's names of the weights that the reference trained. */
function listNames(tensors: Weights, mode: Mode): string[] {
  const prefix = `initial/${goldenName(mode, '')}`;
  return [...tensors.keys()].filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length));
}

/** Weights one after the other. @throws Error where the engine trains others than the reference. */
function flatten(weights: Weights, names: readonly string[]): number[] {
  const unasked = [...weights.keys()].filter((name) => !names.includes(name));
  const missing = names.filter((name) => !weights.has(name));
  if (unasked.length + missing.length > 0) {
    throw new Error(`trained by one side only: ${[...unasked, ...missing].join(', ')}`);
  }
  return names.flatMap((name) => [...(weights.get(name) ?? [])]);
}

/** Expected relative norm, in the change of weights, of rounding every weight to float32 once (24 bits, spread evenly). */
function roundingOf(weights: readonly number[], change: readonly number[]): number {
  const squares = weights.map((value) => (2 ** (Math.floor(Math.log2(Math.abs(value))) - 23)) ** 2 / 12);
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  return Math.sqrt(sum(squares) / sum(change.map((value) => value ** 2)));
}

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | null = null;
  return () => (made ??= { value: make() }).value;
}
