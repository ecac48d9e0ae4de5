import { AppError } from '../../shared/errors.ts';

/** Something in a spec that cannot be run as it is. */
export interface SpecFault {
  readonly code: string;
  /** Dotted path of the field that a form shows for it, such as "attack.p"; empty for the spec as a whole. */
  readonly path: string;
  /** Label of the arm that sets it. */
  readonly arm: string | null;
  /** What follows the file's name on the command line, without the full stop. */
  readonly line: string;
  /** What stands beside the field: a whole sentence. */
  readonly message: string;
}

/** A spec that cannot be run. The message names the file and the first fault; `faults` has all that were found at once. */
export class SpecError extends AppError {
  readonly faults: readonly SpecFault[];

  constructor(file: string, faults: readonly SpecFault[]) {
    const [first] = faults;
    const more = faults.length > 1 ? ` (${faults.length - 1} more after it)` : '';
    super(
      first?.code ?? 'spec/invalid',
      first ? `${file}: ${first.line}${more}.` : `${file} is not a valid experiment.`,
    );
    this.faults = faults;
  }
}

/** A fault at a place in the file: the command line names the place, a form shows the sentence beside the field. */
export function makeFault(fault: {
  readonly code: string;
  readonly path: string;
  readonly arm?: string | null;
  /** The file's own words for where it stands, such as `vary."attack.p"[1]`. */
  readonly place: string;
  /** Without the full stop. */
  readonly sentence: string;
}): SpecFault {
  const { code, path, arm = null, place, sentence } = fault;
  return { code, path, arm, line: `${place}: ${sentence}`, message: asSentence(sentence) };
}

/** The text with a capital letter in front and a full stop behind. */
export function asSentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

/** A dotted path as people write it, with array places in brackets. */
export function formatPath(path: readonly PropertyKey[]): string {
  return path
    .map((part, index) => (typeof part === 'number' ? `[${part}]` : `${index > 0 ? '.' : ''}${String(part)}`))
    .join('');
}

/** A value as JSON, cut at 80 characters. */
export function showValue(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value) ?? `a ${typeof value}`;
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
