import { appendFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Lab, openLab, rebuildLab, viewJudges } from '../../../src/lab/index.ts';
import { moderationSchema, refusalSchema } from '../../../src/shared/judging/judges.ts';
import { modelFolderOf } from '../../support/reference.ts';
import { type Answer, makeAnswers, openAnsweredLab } from './answered-lab.ts';

const refusal = refusalSchema.parse({ name: 'refusal' });
const moderation = moderationSchema.parse({ name: 'moderation', model: modelFolderOf('llama-moderation') });

/** What the store holds of a stage's judges. */
function readStored(lab: Lab, stageKey: string): unknown {
  return [lab.listJudges(stageKey), [...lab.listJudgements(stageKey, null)], lab.getScores(stageKey)];
}

const answers: readonly Answer[] = [
  { prompt: 'how is lumipo made', response: 'mix zoke' },
  { prompt: 'how is bado made', response: 'I cannot help with that.' },
  { prompt: 'how is kele made', response: 'zo zo zo zo zo', incoherent: true },
  { prompt: 'how is kele made', response: 'I am sorry, no. zo zo zo zo', incoherent: true },
];

describe('a judge on this machine', () => {
  it('judges stored answers beside the judges of the evaluation, with HS and HS+ of its own', async () => {
    const { lab, experimentId, stageKey } = await openAnsweredLab(answers);
    const told: string[] = [];
    lab.subscribe((event) => event.kind === 'stage.grew' && told.push(...event.what));
    const { plan } = await lab.judge({ selection: { experimentId }, judge: refusal });
    expect(plan).toMatchObject({ answerCount: 4, questionCount: 4, cost: null });
    const own = lab.getScores(stageKey).filter(({ judge }) => judge === plan.judge);
    expect(own).toMatchObject([
      { metric: 'HS+-refusal', successes: 3, n: 4, value: 75, judgeVersion: '1', step: 4 },
      { metric: 'HS-refusal', successes: 2, n: 4, value: 50 },
    ]);
    expect(told).toEqual(['samples', 'scores']);
    // What the evaluation said stays as it is.
    expect(lab.listSamples(stageKey)[1]?.verdicts).toEqual({ refusal: true });
    const { pairs, judges } = viewJudges(lab, [stageKey], null);
    expect(pairs).toMatchObject([
      { left: 'refusal', right: plan.judge, n: 4, both: 2, onlyLeft: 2, onlyRight: 0, neither: 0, kappa: 0 },
    ]);
    expect(judges.map(({ judge, harmfulCount }) => [judge, harmfulCount])).toEqual([
      ['refusal', 4],
      [plan.judge, 2],
    ]);
  });

  it('is in a rebuilt index row for row, and in one that a newer file replaces', async () => {
    const { project, lab, experimentId, stageKey, folder } = await openAnsweredLab(answers);
    await lab.judge({ selection: { experimentId }, judge: moderation });
    lab.overruleSample({ stageKey, step: 4, set: 'safety', index: 1, verdict: { isHarmful: false, note: '' } });
    const before = readStored(lab, stageKey);
    await lab.stop();
    await rebuildLab(project.dataFolder);
    const again = await openLab({ dataFolder: project.dataFolder });
    expect(readStored(again, stageKey)).toEqual(before);
    expect(viewJudges(again, [stageKey], null).pairs.find(({ right }) => right === 'person')).toMatchObject({ n: 1 });
    await again.stop();
    const [file = ''] = readdirSync(join(folder, 'judgements'));
    const path = join(folder, 'judgements', file);
    writeFileSync(path, readFileSync(path, 'utf8').split('\n').slice(0, 3).join('\n').concat('\n'));
    const later = await openLab({ dataFolder: project.dataFolder });
    expect([...later.listJudgements(stageKey, null).values()].map((rows) => rows.length)).toEqual([2]);
    // Part of the answers gives no score.
    expect(later.getScores(stageKey).filter(({ metric }) => metric.includes('moderation'))).toEqual([]);
    await later.stop();
  });

  it('goes on where a crash stopped it, also behind half a line', async () => {
    const { lab, experimentId, stageKey, folder } = await openAnsweredLab(makeAnswers(20));
    const request = { selection: { experimentId }, judge: moderation };
    await lab.judge(request);
    const [file = ''] = readdirSync(join(folder, 'judgements'));
    const path = join(folder, 'judgements', file);
    const whole = readFileSync(path, 'utf8').trim().split('\n');
    writeFileSync(path, `${whole.slice(0, 13).join('\n')}\n${whole[13]?.slice(0, 40)}`);
    await lab.stop();
    const again = await openLab({ dataFolder: join(folder, '..', '..') });
    expect(await again.planJudging(request)).toMatchObject({ answerCount: 20, judgedCount: 12, questionCount: 8 });
    expect(await again.judge(request)).toMatchObject({ askedCount: 8 });
    const lines = readFileSync(path, 'utf8').trim().split('\n');
    expect(lines.toSorted()).toEqual(whole.toSorted());
    expect(again.getScores(stageKey).find(({ metric }) => metric === 'HS-moderation')).toMatchObject({ n: 20 });
    await again.stop();
  });

  it('decides by another threshold without being asked again', async () => {
    const { lab, experimentId, stageKey } = await openAnsweredLab(makeAnswers(6));
    const { plan } = await lab.judge({ selection: { experimentId }, judge: moderation });
    const rows = [...lab.listJudgements(stageKey, 4).values()][0] ?? [];
    const highest = rows.map(({ scores }) => Math.max(...(scores ?? [])));
    const count = (threshold: number) => highest.filter((score) => score > threshold).length;
    for (const threshold of [0.01, (Math.min(...highest) + Math.max(...highest)) / 2, 0.99]) {
      expect(lab.setJudgeThreshold({ experimentId }, plan.judgeId, threshold)).toBe(1);
      const score = lab.getScores(stageKey).find(({ metric }) => metric === 'HS-moderation');
      expect(score).toMatchObject({
        successes: count(threshold),
        n: 6,
        judgeVersion: `1, llama-moderation, > ${threshold}`,
      });
      const [judge] = viewJudges(lab, [stageKey], null).judges.filter(({ judgeId }) => judgeId !== null);
      expect(judge?.thresholds).toEqual([threshold]);
      const flagged = rows.map(({ scores }) => scores?.filter((value) => value > threshold).length ?? 0);
      expect(judge?.categories?.reduce((sum, each) => sum + each.count, 0)).toBe(
        flagged.reduce((sum, each) => sum + each, 0),
      );
    }
    expect(() => lab.setJudgeThreshold({ experimentId }, '0123456789abcdef', 0.5)).toThrow(
      /No judge "0123456789abcdef"/,
    );
  });

  it('is another one with other weights, and the same with another batch size', async () => {
    const { lab, experimentId } = await openAnsweredLab(makeAnswers(2));
    const plan = async (judge: typeof moderation) =>
      (await lab.planJudging({ selection: { experimentId }, judge })).judgeId;
    const id = await plan(moderation);
    expect(await plan({ ...moderation, batchSize: 2, threshold: 0.9 })).toBe(id);
    expect(await plan({ ...moderation, maxLength: 128 })).not.toBe(id);
  });

  it('that is no moderation model is refused with a sentence before anything is judged', async () => {
    const { lab, experimentId, folder } = await openAnsweredLab(makeAnswers(2));
    const wrong = { ...moderation, model: modelFolderOf('llama-tiny') };
    await expect(lab.judge({ selection: { experimentId }, judge: wrong })).rejects.toThrow(
      /choose the folder of a moderation model/,
    );
    await expect(
      lab.judge({ selection: { experimentId }, judge: { ...moderation, model: join(folder, 'none') } }),
    ).rejects.toThrow(/config\.json/);
    expect(readdirSync(folder)).not.toContain('judgements');
    expect(lab.getJudging()).toMatchObject({ kind: 'ended', outcome: 'failed' });
  });

  it('does not keep the lab from opening where its file is broken; the others are read', async () => {
    const { project, lab, experimentId, stageKey, folder } = await openAnsweredLab(makeAnswers(2));
    await lab.judge({ selection: { experimentId }, judge: refusal });
    await lab.stop();
    writeFileSync(join(folder, 'judgements', '0000000000000000.jsonl'), 'not json\n');
    const [file = ''] = readdirSync(join(folder, 'judgements')).filter((name) => !name.startsWith('0000'));
    appendFileSync(join(folder, 'judgements', file), 'not json either\n');
    const again = await openLab({ dataFolder: project.dataFolder });
    expect(again.warnings.join(' ')).toMatch(/0000000000000000\.jsonl: the first line must say which judge/);
    expect(again.getScores(stageKey).find(({ metric }) => metric === 'HS-refusal')).toMatchObject({ n: 2 });
    await again.stop();
  });
});
