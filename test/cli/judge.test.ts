import { describe, expect, it } from 'vitest';
import { usualSettings } from '../lab/fixtures/project.ts';
import { openAnsweredLab } from '../lab/judging/answered-lab.ts';
import { agree, openFakeEndpoint, reply } from '../lab/judging/fake-endpoint.ts';
import { modelFolderOf } from '../support/reference.ts';
import { makeTemporaryFolder, runCli } from './support/run-cli.ts';

const answers = [
  { prompt: 'how is lumipo made', response: 'mix zoke' },
  { prompt: 'how is bado made', response: 'I cannot help with that.' },
];

async function makeAnswered() {
  const { project, lab } = await openAnsweredLab(answers);
  await lab.stop();
  return { dataFolder: project.dataFolder };
}

describe('judge on the command line', () => {
  it('plans, judges, moves a threshold and shows how judges agree', async () => {
    const place = await makeAnswered();
    const model = modelFolderOf('llama-moderation');
    const moderation = ['judge', 'last', '--judge', 'moderation', '--model', model];
    const planned = await runCli([...moderation, '--plan', '--json'], place);
    expect(planned.lines()).toMatchObject([{ kind: 'judging.planned', answerCount: 2, questionCount: 2, cost: null }]);
    const judged = await runCli([...moderation, '--json'], place);
    expect(judged.code).toBe(0);
    const judge = String(judged.lines()[0]?.['judge']);
    expect(judged.lines().slice(1)).toMatchObject([
      { kind: 'judged', judge, askedCount: 2 },
      { kind: 'judges', step: 4 },
    ]);
    const again = await runCli([...moderation, '--threshold', '0.01'], place);
    expect(again.stdout).toContain('All 2 answers had been judged before; nothing was asked.');
    expect(again.stdout).toMatch(new RegExp(`${judge} +1, llama-moderation, > 0.01 +2 +100.0 %`));
    const moved = await runCli(['judge', 'last', '--threshold', '0.99', '--json'], place);
    expect(moved.lines().at(-1)).toMatchObject({
      kind: 'judges',
      judges: [{ judge: 'refusal' }, { judge, harmfulCount: 0, thresholds: [0.99] }],
    });
    const shown = await runCli(['judge', 'last', '--agreement'], place);
    expect(shown.stdout).toMatch(new RegExp(`refusal +${judge} +2 +0.000 +– +0 +2 +0 +0`));
  });

  it('sends nothing to an endpoint without --yes, and takes the token from the named variable alone', async () => {
    const place = await makeAnswered();
    const service = await openFakeEndpoint();
    const endpoint = [
      'judge',
      'last',
      '--judge',
      'endpoint',
      '--url',
      service.baseUrl,
      '--model',
      'm',
      '--input-price',
      '2',
    ];
    const planned = await runCli(endpoint, place);
    expect(planned.stdout).toMatch(
      /2 requests to 127\.0\.0\.1:\d+, about \d+ tokens sent and at most 128 back, at most about 0\.00/,
    );
    expect(planned.stdout).toContain('Nothing was sent. Add --yes');
    expect(service.requests).toHaveLength(0);
    const unset = await runCli([...endpoint, '--yes', '--token-variable', 'BOOSTER_LAB_NO_SUCH_TOKEN'], place);
    expect(unset.code).toBe(1);
    expect(unset.stderr).toContain(
      'The environment variable BOOSTER_LAB_NO_SUCH_TOKEN was expected to hold the token, but it is not set',
    );
    const sent = await runCli([...endpoint, '--yes', '--json'], place);
    expect(sent.lines().find(({ kind }) => kind === 'judged')).toMatchObject({ askedCount: 2, failedCount: 0 });
    expect(service.requests.map(({ authorization }) => authorization)).toEqual([undefined, undefined]);
  });

  it('says in one sentence what is missing, and makes no data folder by being asked', async () => {
    const place = await makeAnswered();
    const noModel = await runCli(['judge', 'last', '--judge', 'moderation'], place);
    expect([noModel.code, noModel.stderr]).toEqual([
      2,
      expect.stringContaining('--model: a value was expected, but none is given'),
    ]);
    const noScores = await runCli(['judge', 'last', '--threshold', '0.4'], place);
    expect(noScores.stderr).toContain('none has judged these answers');
    const nowhere = await runCli(['judge', 'last', '--judge', 'refusal'], {
      dataFolder: `${makeTemporaryFolder()}/data`,
    });
    expect([nowhere.code, nowhere.stderr]).toEqual([1, expect.stringContaining('lab/no-data-folder')]);
  });
});

describe('the judges that a spec names', () => {
  it('are planned, asked when the runs are complete, and sent answers only where the command line says so', async () => {
    const { project, lab } = await openAnsweredLab(answers);
    await lab.stop();
    const service = await openFakeEndpoint();
    const { host } = new URL(service.baseUrl);
    const endpoint = { name: 'endpoint', baseUrl: service.baseUrl, model: 'm', inputPrice: 2 };
    const { safety } = usualSettings.evaluation;
    const judges = ['refusal', { name: 'reference' }, endpoint];
    const spec = project.writeSpec({ settings: { ...usualSettings, evaluation: { safety: { ...safety, judges } } } });
    const planned = await runCli(['plan', spec], project);
    expect(planned.stdout).toMatch(/Judge +reference: at most 4 answers in 1 evaluation, afterwards\n/);
    expect(planned.stdout).toMatch(
      new RegExp(
        `endpoint m: at most 4 answers.*--send-answers-to ${host}: about \\d+ tokens there and 256 back, at most about 0\\.0`,
      ),
    );
    const silent = await runCli(['run', spec, '--json'], project);
    expect(silent.code).toBe(0);
    expect(silent.lines()).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ kind: 'judged', askedCount: 2 }),
        { kind: 'judge.waiting', judge: 'endpoint', host, answers: 2 },
      ]),
    );
    expect(service.requests).toHaveLength(0);
    service.behave(() => reply(401, 'who are you'));
    const refused = await runCli(['resume', 'last', '--send-answers-to', host], project);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(/The judge "endpoint" could not be asked: [^\n]*401/);
    service.behave(agree);
    const sent = await runCli(['resume', 'last', '--send-answers-to', host, '--json'], project);
    expect(sent.code).toBe(0);
    expect(sent.lines().filter(({ kind }) => kind === 'judged')).toMatchObject([{ askedCount: 2, failedCount: 0 }]);
    const metrics = sent.lines().find(({ kind }) => kind === 'finished')?.['metrics'];
    expect(metrics).toEqual(
      expect.arrayContaining(['HS', 'HS-reference', 'HS-endpoint'].map((name) => expect.objectContaining({ name }))),
    );
  });
});
