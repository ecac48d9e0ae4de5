import { describe, expect, it } from 'vitest';
import { openAnsweredLab } from '../lab/judging/answered-lab.ts';
import { openFakeEndpoint } from '../lab/judging/fake-endpoint.ts';
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
