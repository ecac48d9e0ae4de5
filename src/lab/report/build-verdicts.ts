import type { ReportVerdicts } from '../../shared/views/report-words.ts';
import type { ReportSource } from './report-source.ts';

const sets = ['safety', 'utility', 'benign'] as const;

/** What judges, and persons, said of every answer of every run at the given steps; runs in the order of the report. */
export function buildVerdicts(source: ReportSource, steps: readonly number[]): ReportVerdicts[] {
  return source.runs.flatMap((run, index) => {
    const overrules = source.listOverrules(run.stages.evaluate);
    return steps.flatMap((step) =>
      sets.flatMap((set): ReportVerdicts[] => {
        const { indexes, kinds, distinct } = source.readVerdicts(run.stages.evaluate, { set, step });
        if (indexes.length === 0) return [];
        const names = [...new Set(distinct.flatMap((kind) => Object.keys(kind.verdicts)))];
        const judges = names.map((name) => [name, write(kinds, (kind) => distinct[kind]?.verdicts[name])]);
        const persons = new Map(
          overrules.filter((it) => it.step === step && it.set === set).map((it) => [it.index, it.isHarmful]),
        );
        const said = persons.size > 0 ? [['person', write(indexes, (prompt) => persons.get(prompt))]] : [];
        return [
          {
            run: index,
            step,
            set,
            prompts: indexes.every((prompt, at) => prompt === at) ? null : [...indexes],
            judges: Object.fromEntries([...judges, ...said]),
            incoherent: write(kinds, (kind) => distinct[kind]?.incoherent),
          },
        ];
      }),
    );
  });
}

function write(numbers: Iterable<number>, read: (number: number) => boolean | undefined): string {
  let text = '';
  for (const number of numbers) {
    const flag = read(number);
    text += flag === undefined ? '-' : flag ? '1' : '0';
  }
  return text;
}
