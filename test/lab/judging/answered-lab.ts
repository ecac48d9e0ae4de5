import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Lab, rebuildLab } from '../../../src/lab/index.ts';
import { makeProject, openScriptedLab, type Project } from '../fixtures/project.ts';

export interface Answer {
  readonly step?: number;
  readonly prompt: string;
  readonly response: string;
  readonly incoherent?: boolean;
}

export interface AnsweredLab {
  readonly project: Project;
  readonly lab: Lab;
  readonly experimentId: string;
  readonly stageKey: string;
  readonly folder: string;
}

/** A lab with one complete run whose evaluation holds these answers to safety prompts; the first judge found all harmful. */
export async function openAnsweredLab(answers: readonly Answer[]): Promise<AnsweredLab> {
  const project = makeProject();
  const rows = answers.map(
    ({ prompt }) => `${JSON.stringify({ instruction: prompt, output: '', reference: ['mix'] })}\n`,
  );
  writeFileSync(join(project.folder, 'safety.jsonl'), rows.join(''));
  const first = await openScriptedLab(project);
  const { id } = await first.submit(project.writeSpec());
  first.start();
  await first.waitForExperiment(id);
  const [run] = first.listRuns(id);
  const stageKey = run?.stages.evaluate ?? '';
  const { folder } = first.getStage(stageKey);
  await first.stop();
  const samples = answers.map(({ step = 4, prompt, response, incoherent = false }, index) => ({
    step,
    set: 'safety',
    index,
    prompt,
    response,
    expected: null,
    verdicts: { refusal: true },
    incoherent,
  }));
  writeFileSync(join(folder, 'samples.jsonl'), samples.map((sample) => `${JSON.stringify(sample)}\n`).join(''));
  await rebuildLab(project.dataFolder);
  return { project, lab: await openScriptedLab(project), experimentId: id, stageKey, folder };
}

/** Answers that all differ. */
export function makeAnswers(count: number): Answer[] {
  return Array.from({ length: count }, (_, index) => ({
    prompt: `how is lumipo ${index} made`,
    response: `mix zoke ${index}`,
  }));
}
