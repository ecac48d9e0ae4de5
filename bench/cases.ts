/** One line of the result: a number of a pair of measurements and the bar it is held to. */
export interface Case {
  readonly name: string;
  readonly title: string;
  /** The pair it is taken from; the overhead has a measurement of its own. */
  readonly pair: string;
  readonly what: 'time' | 'memory' | 'overhead';
  readonly unit: string;
  /** Least ratio wanted. */
  readonly bar: number;
}

const step = { what: 'time', unit: 'ms/step' } as const;
const prompt = { what: 'time', unit: 'ms/prompt' } as const;
const memory = { what: 'memory', unit: 'MB', bar: 1 } as const;

/** Every case, in order of the table; the bars are those of docs/benchmark.md. */
export const cases: readonly Case[] = [
  {
    ...step,
    name: 'booster-step-sample-full',
    title: 'Booster step, sample, full',
    pair: 'booster-sample-full',
    bar: 2.5,
  },
  {
    ...step,
    name: 'booster-step-sample-lora',
    title: 'Booster step, sample, LoRA 8',
    pair: 'booster-sample-lora',
    bar: 2.5,
  },
  { ...step, name: 'sft-step-sample-full', title: 'SFT step, sample, full', pair: 'sft-sample-full', bar: 2.5 },
  { ...step, name: 'sft-step-sample-lora', title: 'SFT step, sample, LoRA 8', pair: 'sft-sample-lora', bar: 2.5 },
  { ...step, name: 'booster-step-512-lora', title: 'Booster step, d=512, LoRA 32', pair: 'booster-512-lora', bar: 1.5 },
  { ...step, name: 'sft-step-512-lora', title: 'SFT step, d=512, LoRA 32', pair: 'sft-512-lora', bar: 1.5 },
  ...listDefenceSteps('sample', 'sample, LoRA 8', 2),
  ...listDefenceSteps('512', 'd=512, LoRA 32', 1.3),
  {
    ...prompt,
    name: 'generate-one-sample',
    title: 'Generation, sample, against one at a time',
    pair: 'generate-one-sample',
    bar: 20,
  },
  {
    ...prompt,
    name: 'generate-batched-sample',
    title: 'Generation, sample, against batched',
    pair: 'generate-batched-sample',
    bar: 2,
  },
  {
    ...prompt,
    name: 'generate-one-512',
    title: 'Generation, d=512, against one at a time',
    pair: 'generate-one-512',
    bar: 20,
  },
  {
    ...prompt,
    name: 'generate-batched-512',
    title: 'Generation, d=512, against batched',
    pair: 'generate-batched-512',
    bar: 2,
  },
  { name: 'load-512', title: 'Model load, d=512', pair: 'load-512', what: 'time', unit: 'ms', bar: 1 },
  { ...memory, name: 'memory-booster-512', title: 'Peak memory, Booster, d=512', pair: 'booster-512-lora' },
  { ...memory, name: 'memory-sft-512', title: 'Peak memory, SFT, d=512', pair: 'sft-512-lora' },
  {
    name: 'overhead-stage',
    title: 'Stage outside training calls',
    pair: 'overhead-stage',
    what: 'overhead',
    unit: '%',
    bar: 1,
  },
  {
    name: 'overhead-lab',
    title: 'Stage outside training calls, lab',
    pair: 'overhead-lab',
    what: 'overhead',
    unit: '%',
    bar: 1,
  },
];

/** The other methods; the bars are theirs in docs/benchmark.md. */
function listDefenceSteps(size: string, words: string, bar: number): Case[] {
  const labels = {
    vaccine: 'Vaccine',
    'vaccine-booster': 'Vaccine + Booster',
    'harmful-descent': 'Booster without perturbation',
    repnoise: 'RepNoise',
    tar: 'TAR',
    lisa: 'Lisa',
    vlguard: 'Safe-data mixing',
    ldifs: 'LDIFS',
    ewc: 'EWC',
  };
  const found = Object.entries(labels).map(([name, label]) => ({
    ...step,
    name: `${name}-step-${size}-lora`,
    title: `${label} step, ${words}`,
    pair: `${name}-${size}-lora`,
    bar,
  }));
  return [
    ...found,
    {
      ...step,
      unit: 'ms',
      name: `antidote-${size}-lora`,
      title: `Antidote, ${words}`,
      pair: `antidote-${size}-lora`,
      bar,
    },
  ];
}
