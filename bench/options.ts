import { parseArgs } from 'node:util';

export interface BenchOptions {
  readonly isJson: boolean;
  readonly isQuick: boolean;
  /** Only cases whose name contains this. */
  readonly wanted: string;
}

export const usage = `Usage: npm run bench -- [--quick] [--case NAME] [--json]
  --quick      one round with fewer steps; the figures are coarse
  --case NAME  only the cases whose name contains NAME
  --json       the last line is {"cases":[{"name","ours","reference","unit","ratio","bar"}]}`;

/** Reads the command line. @throws TypeError for an option that there is not. */
export function parseOptions(args: readonly string[]): BenchOptions | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      json: { type: 'boolean', default: false },
      quick: { type: 'boolean', default: false },
      case: { type: 'string', default: '' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return 'help';
  return { isJson: values.json, isQuick: values.quick, wanted: values.case };
}
