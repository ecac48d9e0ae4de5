/** Rows of a source that the Booster paper uses for something (paper.md 1.3 and 4.3), counted from 0. */
export interface RowPreset {
  readonly name: string;
  readonly label: string;
  readonly help: string;
  /** Layouts that it is meant for. */
  readonly layouts: readonly string[];
  readonly start: number;
  readonly count: number;
  /** Whether the authors' code drops the first row of it (start < index < start + count). */
  readonly hasOffByOne: boolean;
}

export const rowPresets: readonly RowPreset[] = [
  {
    name: 'booster-alignment',
    label: 'Booster: alignment rows',
    help: 'Rows 5000 to 9999; 5001 to 9999 in the authors’ code. Take the refusals.',
    layouts: ['refusal-pairs'],
    start: 5000,
    count: 5000,
    hasOffByOne: true,
  },
  {
    name: 'booster-harmful',
    label: 'Booster, RepNoise: harmful rows of the defence',
    help: 'Rows 5000 to 9999; 5001 to 9999 in the authors’ code. Take the harmful answers: the prompts are those of the alignment rows.',
    layouts: ['refusal-pairs', 'beavertails'],
    start: 5000,
    count: 5000,
    hasOffByOne: true,
  },
  {
    name: 'antidote-harmful',
    label: 'Antidote: harmful rows of the pruning',
    help: 'Rows 5000 to 6999; 5001 to 6999 in the authors’ code.',
    layouts: ['refusal-pairs', 'beavertails'],
    start: 5000,
    count: 2000,
    hasOffByOne: true,
  },
  {
    name: 'attack-harmful',
    label: 'Attack: harmful rows of the user',
    help: 'Rows 0 to 4999, of which an attack takes the first p·n. For the authors’ rows (1 to p·n − 1) set "offByOne" of attack.harmful in the experiment, not here.',
    layouts: ['refusal-pairs', 'beavertails'],
    start: 0,
    count: 5000,
    hasOffByOne: false,
  },
  {
    name: 'lisa-alignment',
    label: 'Lisa: alignment pool',
    help: 'Rows 5000 to 14999; 5001 to 14999 in the authors’ code.',
    layouts: ['refusal-pairs'],
    start: 5000,
    count: 10_000,
    hasOffByOne: true,
  },
  {
    name: 'harmful-loss',
    label: 'Curve of the harmful training loss',
    help: 'Rows 0 to 99; 1 to 99 in the authors’ code.',
    layouts: ['refusal-pairs', 'beavertails'],
    start: 0,
    count: 100,
    hasOffByOne: true,
  },
  {
    name: 'safety-test',
    label: 'Harmful score: test questions',
    help: 'The first 1000 unsafe rows of BeaverTails 30k_test.',
    layouts: ['beavertails'],
    start: 0,
    count: 1000,
    hasOffByOne: false,
  },
  {
    name: 'task-test',
    label: 'Fine-tune accuracy: test rows',
    help: 'The first 1000 rows of the test split. SST-2 is tested on all 872 rows of its validation split.',
    layouts: ['ag-news', 'gsm8k'],
    start: 0,
    count: 1000,
    hasOffByOne: false,
  },
  {
    name: 'alpaca-train',
    label: 'AlpacaEval: rows to train on',
    help: 'Rows 0 to 699.',
    layouts: ['alpaca-eval'],
    start: 0,
    count: 700,
    hasOffByOne: false,
  },
  {
    name: 'alpaca-test',
    label: 'AlpacaEval: rows to test on',
    help: 'Rows 701 to 804; row 700 is used for neither.',
    layouts: ['alpaca-eval'],
    start: 701,
    count: 104,
    hasOffByOne: false,
  },
];
