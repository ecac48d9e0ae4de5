/** One row of a data set, parsed: the parts a template needs and the row itself for judges. */
export interface Example {
  /** Index of the row in its file, from 0. */
  readonly row: number;
  readonly instruction: string;
  /** Further context; null where the row has none or an empty one. */
  readonly input: string | null;
  readonly output: string;
  /** The whole row as it stands in the file. */
  readonly record: Readonly<Record<string, unknown>>;
}

/** Examples under the name people know them by, such as "alignment set"; the name goes into error messages. */
export interface NamedExamples {
  readonly role: string;
  readonly examples: readonly Example[];
}

/** The question of an example without any template: instruction, and input on the next line where there is one. */
export function describeQuestion(example: Pick<Example, 'instruction' | 'input'>): string {
  return example.input === null ? example.instruction : `${example.instruction}\n${example.input}`;
}
