import { parseArgs } from 'node:util';

export interface ParityOptions {
  readonly isJson: boolean;
  /** Added to the seed of every case. */
  readonly seedShift: number;
  /** Only cases whose name contains this. */
  readonly wanted: string;
  /** Only cases of this family; null for all. */
  readonly family: string | null;
  /** Only the gradients of the methods. */
  readonly onlyMethods: boolean;
}

export const usage = `Usage: npm run parity -- [--seed N] [--family NAME] [--case NAME] [--methods] [--json]
  --seed N       adds N to the seed of every case: other weights, words and data
  --family NAME  only the cases of one family
  --case NAME    only the cases whose name contains NAME
  --methods      only the gradient of every method, not logits, trainings and exports
  --json         the last line is {"checks":[{"case","seed","check","figure","bar","ok","note"}]}`;

/** Reads the command line. @throws Error for an option or a value that there is not. */
export function parseOptions(args: readonly string[]): ParityOptions | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      json: { type: 'boolean', default: false },
      seed: { type: 'string', default: '0' },
      family: { type: 'string' },
      methods: { type: 'boolean', default: false },
      case: { type: 'string', default: '' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return 'help';
  if (!/^\d{1,6}$/.test(values.seed)) {
    throw new Error(`--seed: a whole number from 0 to 999999 was expected, found "${values.seed}".`);
  }
  return {
    isJson: values.json,
    seedShift: Number(values.seed),
    wanted: values.case,
    family: values.family ?? null,
    onlyMethods: values.methods,
  };
}
