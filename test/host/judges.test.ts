import { describe, expect, it } from 'vitest';
import { endpointSchema } from '../../src/shared/judging/endpoint.ts';
import { refusalSchema } from '../../src/shared/judging/judges.ts';
import type { LabClient } from '../../src/shared/contract/index.ts';
import { openAnsweredLab } from '../lab/judging/answered-lab.ts';
import { openFakeEndpoint, reply } from '../lab/judging/fake-endpoint.ts';
import { openHost } from './fixtures/open-host.ts';

const refusal = refusalSchema.parse({ name: 'refusal' });
const answers = [
  { prompt: 'how is lumipo made', response: 'mix zoke' },
  { prompt: 'how is bado made', response: 'I cannot help with that.' },
];

/** Resolves when the pass has ended. */
async function waitForEnd(client: LabClient, start: () => Promise<unknown>) {
  await start();
  for (;;) {
    const state = await client.judges.state();
    if (state.kind === 'ended') return state;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

describe('judging in the window', () => {
  it('says what it would ask, asks, and shows the new judge, its agreement and where it differs', async () => {
    const { lab, experimentId } = await openAnsweredLab(answers);
    const { client, bugs } = openHost(lab);
    const selection = { experimentId };
    expect(await client.judges.state()).toEqual({ kind: 'idle' });
    const plan = await client.judges.plan({ selection, judge: refusal });
    expect(plan).toMatchObject({ stageCount: 1, answerCount: 2, questionCount: 2, cost: null });
    const ended = await waitForEnd(client, () => client.judges.start({ selection, judge: refusal }));
    expect(ended).toMatchObject({ outcome: 'completed', judge: plan.judge, message: '2 answers judged.' });
    const view = await client.judges.view({ selection });
    expect(view.pairs).toMatchObject([{ left: 'refusal', right: plan.judge, both: 1, onlyLeft: 1, kappa: 0 }]);
    const [run] = lab.listRuns(experimentId);
    const runIds = [run?.runId ?? ''];
    const list = (judges: [string, string] | null) =>
      client.compare.prompts({ runIds, set: 'safety', filter: 'disagree', judges });
    const differing = await list(['refusal', plan.judge]);
    expect(differing.rows.map(({ index }) => index)).toEqual([1]);
    expect(differing.rows[0]?.answers[0]?.verdicts).toEqual({ refusal: true, [plan.judge]: false });
    expect((await list(['refusal', 'person'])).total).toBe(0);
    const [sample] = (await client.stages.samples({ key: run?.stages.evaluate ?? '' })).samples;
    expect(sample?.verdicts[plan.judge]).toBe(true);
    const report = await client.compare.data({ selection });
    expect(report.metrics.map(({ name }) => name)).toEqual(expect.arrayContaining(['HS', 'HS-refusal', 'HS+-refusal']));
    expect(report.judging).toEqual(view);
    expect((await client.compare.data({ selection, detail: 'scores' })).judging).toBeUndefined();
    // Comparisons of arms answer by answer read these.
    const columns = lab.readVerdicts(run?.stages.evaluate ?? '', { set: 'safety', step: 4 });
    expect([...columns.kinds].map((kind) => columns.distinct[kind]?.verdicts)).toEqual([
      { refusal: true, [plan.judge]: true },
      { refusal: true, [plan.judge]: false },
    ]);
    expect(bugs).toEqual([]);
  });

  it('tells how a pass failed without taking it for a bug, and keeps no token in a browser', async () => {
    const service = await openFakeEndpoint(() => reply(403, 'no'));
    const { lab, experimentId } = await openAnsweredLab(answers);
    const { client, bugs } = openHost(lab);
    const judge = endpointSchema.parse({ name: 'endpoint', baseUrl: service.baseUrl, model: 'm' });
    const ended = await waitForEnd(client, () => client.judges.start({ selection: { experimentId }, judge }));
    expect(ended).toMatchObject({ outcome: 'failed', message: expect.stringContaining('status 403') });
    expect(bugs).toEqual([]);
    expect(await client.judges.tokenState({ baseUrl: service.baseUrl })).toEqual({ isKept: false, canKeep: false });
    await expect(client.judges.setToken({ baseUrl: service.baseUrl, token: 'zo' })).rejects.toThrow(/no keychain/);
    await expect(
      client.judges.plan({
        selection: { experimentId },
        judge: { ...judge, tokenVariable: 'BOOSTER_LAB_NO_SUCH_TOKEN' },
      }),
    ).rejects.toThrow(/BOOSTER_LAB_NO_SUCH_TOKEN was expected to hold the token/);
  });
});
