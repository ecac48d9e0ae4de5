import { hostOfJudge, type Lab, listPlannedPasses } from '../../lab/index.ts';
import { AppError } from '../../shared/errors.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { askJudge, readToken } from './ask-judge.ts';
import { describeJudgingPlan } from './render-judges.ts';

export interface AskOptions {
  /** Hosts that answers may be sent to. */
  readonly allowedHosts: readonly string[];
  readonly terminal: Terminal;
}

/**
 * Asks the judges that an experiment names about the answers that are there. One that fails keeps none of the others from being asked.
 * Returns false if any failed. @throws CancelledError.
 */
export async function askPlannedJudges(lab: Lab, experimentId: string, options: AskOptions): Promise<boolean> {
  const { allowedHosts, terminal } = options;
  let isWhole = true;
  for (const { judge, runIds, answerCount } of listPlannedPasses(lab, experimentId)) {
    const host = hostOfJudge(judge);
    if (host !== null && !allowedHosts.includes(host)) {
      terminal.emit({ kind: 'judge.waiting', judge: judge.name, host, answers: answerCount });
      terminal.say(
        `\n${answerCount} answers wait for the judge "endpoint" at ${host}. Nothing was sent; add --send-answers-to ${host} to send these prompts and answers there.`,
      );
      continue;
    }
    try {
      const request = { selection: { runIds: [...runIds] }, judge, token: readToken(judge) };
      const plan = await lab.planJudging(request);
      terminal.emit({ kind: 'judging.planned', ...plan });
      terminal.say(`\n${describeJudgingPlan(plan).join('\n')}`);
      const { failedCount } = await askJudge(lab, request, terminal);
      if (failedCount > 0) isWhole = false;
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      isWhole = false;
      terminal.warn([`The judge "${judge.name}" could not be asked: ${error.message}`]);
    }
  }
  return isWhole;
}
