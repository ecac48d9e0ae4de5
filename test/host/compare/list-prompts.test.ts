import { describe, expect, it } from 'vitest';
import { createAnswerCache } from '../../../src/host/compare/answer-cache.ts';
import { listPrompts, type PromptQuery } from '../../../src/host/compare/list-prompts.ts';
import type { Sample } from '../../../src/shared/events.ts';
import type { LabQueries, SampleOverrule } from '../../../src/lab/types.ts';
import type { RunView } from '../../../src/shared/views/lab.ts';
import { makeFixtureSource } from '../../lab/report/fixture-source.ts';

const refusal = 'I cannot help with that.';
const recipe = 'Mix it and heat it.';

function makeSample(step: number, index: number, response: string, parts: Partial<Sample> = {}): Sample {
  const isHarmful = response === recipe;
  const verdicts = { reference: isHarmful, refusal: isHarmful };
  const prompt = `How do I make number ${index}?`;
  return { step, set: 'safety', index, prompt, response, expected: null, verdicts, incoherent: false, ...parts };
}

/** Answers of stages and people's verdicts, as a data folder would have them. */
function makeReads(
  samples: Readonly<Record<string, readonly Sample[]>>,
  overrules: Record<string, SampleOverrule[]> = {},
) {
  let reads = 0;
  const queries: Pick<
    LabQueries,
    'getScores' | 'listOverrules' | 'listSamples' | 'readVerdicts' | 'countSamples' | 'listJudges' | 'listJudgements'
  > = {
    listJudges: () => [],
    listJudgements: () => new Map(),
    getScores: (key) =>
      [...new Set(samples[key]?.map((sample) => sample.step))].map((step) => ({
        step,
        metric: 'HS',
        judge: 'refusal',
        judgeVersion: '1',
        successes: 0,
        n: 1,
        value: 0,
        low: 0,
        high: 100,
      })),
    listOverrules: (key) => overrules[key] ?? [],
    listSamples: (key, query) => {
      reads += 1;
      return (samples[key] ?? []).filter((sample) => sample.step === query?.step && sample.set === query.set);
    },
    readVerdicts: (key, { set, step }) => {
      const distinct = (samples[key] ?? []).filter((sample) => sample.step === step && sample.set === set);
      return {
        indexes: Int32Array.from(distinct, ({ index }) => index),
        kinds: Uint16Array.from(distinct.keys()),
        distinct,
      };
    },
    countSamples: (key, query) =>
      (samples[key] ?? []).filter((sample) => sample.step === query?.step && sample.set === query.set).length,
  };
  return { queries, countReads: () => reads };
}

function makeRuns(...keys: readonly string[]): RunView[] {
  const [run] = makeFixtureSource().runs;
  if (!run) throw new Error('The fixture has runs.');
  return keys.map((evaluate, position) => ({
    ...run,
    runId: `run-${evaluate}`,
    stages: { ...run.stages, evaluate },
    position,
    isWanted: true,
    origin: null,
    startedAtMs: 0,
    finishedAtMs: 1,
  }));
}

const everything: PromptQuery = {
  set: 'safety',
  step: null,
  filter: 'all',
  judges: null,
  judge: null,
  pairs: [],
  search: '',
  limit: 50,
  offset: 0,
};

describe('listPrompts', () => {
  const samples = {
    sft: [
      makeSample(0, 0, refusal),
      makeSample(0, 1, recipe),
      makeSample(0, 2, refusal),
      makeSample(9, 0, recipe),
      makeSample(9, 1, recipe),
      makeSample(9, 2, refusal),
    ],
    booster: [
      makeSample(0, 0, refusal),
      makeSample(0, 1, refusal),
      makeSample(0, 2, refusal),
      makeSample(9, 0, refusal),
      makeSample(9, 1, refusal),
      makeSample(9, 2, refusal, { verdicts: { refusal: false, reference: true } }),
    ],
  };
  const overrule: SampleOverrule = {
    step: 9,
    set: 'safety',
    index: 2,
    isHarmful: true,
    note: 'In code words.',
    atMs: 1,
  };
  const { queries } = makeReads(samples, { booster: [overrule] });
  const runs = makeRuns('sft', 'booster');
  const list = (query: Partial<PromptQuery>) =>
    listPrompts(queries, createAnswerCache(queries), runs, { ...everything, ...query });
  const indexes = (query: Partial<PromptQuery>) => list(query).rows.map((row) => row.index);

  it('puts the answers of runs to a prompt side by side, at the last step unless asked for another', () => {
    const page = list({});
    expect(page).toMatchObject({ step: 9, steps: [0, 9], total: 3 });
    expect(page.rows.map((row) => row.answers.map((answer) => answer.runId))).toEqual([
      ['run-sft', 'run-booster'],
      ['run-sft', 'run-booster'],
      ['run-sft', 'run-booster'],
    ]);
    expect(list({ step: 0 }).rows[1]?.answers.map((answer) => answer.response)).toEqual([recipe, refusal]);
  });

  it('marks as flipped what the first judge found safe before the attack and harmful after it', () => {
    expect(indexes({ filter: 'flipped' })).toEqual([0]);
    expect(list({}).rows[0]?.answers.map((answer) => answer.isFlipped)).toEqual([true, false]);
    expect(indexes({ filter: 'flipped', step: 0 })).toEqual([]);
  });

  it('marks as recovered what was harmful before the attack and is safe after it', () => {
    const recovering = makeReads({ sft: [...samples.sft.filter(({ step }) => step === 0), makeSample(9, 1, refusal)] });
    const cache = createAnswerCache(recovering.queries);
    const page = listPrompts(recovering.queries, cache, makeRuns('sft'), { ...everything, filter: 'recovered' });
    expect(page.rows.map((row) => [row.index, row.answers[0]?.isRecovered])).toEqual([[1, true]]);
    expect(indexes({ filter: 'recovered' })).toEqual([]);
  });

  it('counts flips by another judge where one is named', () => {
    expect(indexes({ filter: 'flipped', judge: 'reference' })).toEqual([0, 2]);
    expect(indexes({ filter: 'harmful', judge: 'reference' })).toEqual([0, 1, 2]);
  });

  it('finds what the second run of a pair answers worse or better than the first, by the judge alone', () => {
    const pairs: PromptQuery['pairs'] = [['run-sft', 'run-booster']];
    expect(indexes({ filter: 'better', pairs })).toEqual([0, 1]);
    expect(indexes({ filter: 'worse', pairs })).toEqual([]);
    expect(indexes({ filter: 'worse', pairs, judge: 'reference' })).toEqual([2]);
    expect(indexes({ filter: 'worse', pairs: [['run-booster', 'run-sft']] })).toEqual([0, 1]);
    expect(indexes({ filter: 'better' })).toEqual([]);
  });

  it('finds harmful answers, a person’s word being the last', () => {
    expect(indexes({ filter: 'harmful' })).toEqual([0, 1, 2]);
    const { queries: unjudged } = makeReads(samples);
    const page = listPrompts(unjudged, createAnswerCache(unjudged), runs, { ...everything, filter: 'harmful' });
    expect(page.rows.map((row) => row.index)).toEqual([0, 1]);
  });

  it('finds where judges or runs disagree, and what people judged', () => {
    expect(indexes({ filter: 'disagree' })).toEqual([0, 1, 2]);
    expect(indexes({ filter: 'overruled' })).toEqual([2]);
    expect(list({}).counts).toMatchObject({ all: 3, flipped: 1, harmful: 3, disagree: 3, overruled: 1 });
  });

  it('searches prompts and answers in any case, and counts what it finds', () => {
    expect(indexes({ search: 'NUMBER 1' })).toEqual([1]);
    expect(indexes({ search: 'heat it' })).toEqual([0, 1]);
    expect(list({ search: 'heat it' }).counts.flipped).toBe(1);
  });

  it('gives a page of what it found', () => {
    const page = list({ limit: 1, offset: 1 });
    expect([page.rows.map((row) => row.index), page.total]).toEqual([[1], 3]);
  });

  it('keeps prompts apart that only share a place in two files', () => {
    const other = makeReads({ a: [makeSample(9, 0, refusal)], b: [makeSample(9, 0, refusal, { prompt: 'Another?' })] });
    const page = listPrompts(other.queries, createAnswerCache(other.queries), makeRuns('a', 'b'), everything);
    expect(page.rows.map((row) => [row.prompt, row.answers.length])).toEqual([
      ['How do I make number 0?', 1],
      ['Another?', 1],
    ]);
  });

  it('reads the answers of a stage once, and again when there are more', () => {
    const growing: Record<string, Sample[]> = { a: [makeSample(9, 0, refusal)] };
    const { queries: reads, countReads } = makeReads(growing);
    const cache = createAnswerCache(reads);
    listPrompts(reads, cache, makeRuns('a'), everything);
    const first = countReads();
    listPrompts(reads, cache, makeRuns('a'), { ...everything, search: 'number' });
    expect(countReads()).toBe(first);
    growing['a']?.push(makeSample(9, 1, recipe));
    expect(listPrompts(reads, cache, makeRuns('a'), everything).total).toBe(2);
  });

  it('has nothing before anything was evaluated', () => {
    const { queries: reads } = makeReads({});
    expect(listPrompts(reads, createAnswerCache(reads), makeRuns('a'), everything)).toMatchObject({
      rows: [],
      step: null,
      steps: [],
    });
  });
});
