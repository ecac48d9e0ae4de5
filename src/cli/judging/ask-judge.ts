import type { Lab } from '../../lab/index.ts';
import type { JudgingRequest, JudgingResult } from '../../lab/types.ts';
import { AppError, CancelledError, exitCodes } from '../../shared/errors.ts';
import type { PassJudge } from '../../shared/judging/judges.ts';
import { listenForInterrupts } from '../terminal/interrupts.ts';
import { openTerminalProgress } from '../terminal/progress.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** Runs a judge pass with its progress, until it ends or Ctrl-C stops it, and says how it ended. @throws AppError, CancelledError. */
export async function askJudge(lab: Lab, request: JudgingRequest, terminal: Terminal): Promise<JudgingResult> {
  const progress = openTerminalProgress(terminal);
  const interrupts = listenForInterrupts({
    onFirst: () => {
      progress.log('Stopping; what is judged is kept. Ctrl-C again ends at once.');
      void lab.cancelJudging();
    },
    exitCode: exitCodes.cancelled,
  });
  const unsubscribe = lab.subscribe((event) => {
    if (event.kind !== 'judging.moved' || event.state.kind !== 'running' || event.state.total === 0) return;
    const { done, total, remainingMs } = event.state;
    progress.update({ fraction: done / total, remainingMs, text: `judged ${done} of ${total}` });
  });
  try {
    const result = await lab.judge(request);
    const { plan, askedCount, failedCount } = result;
    terminal.emit({ kind: 'judged', judge: plan.judge, askedCount, failedCount });
    return result;
  } catch (error) {
    throw error instanceof CancelledError
      ? new CancelledError('Stopped; what was judged is kept. Start the command again to go on.')
      : error;
  } finally {
    unsubscribe();
    progress.close();
    interrupts.close();
    const state = lab.getJudging();
    if (state.kind === 'ended' && state.outcome === 'completed') terminal.say(state.message);
  }
}

/** The token of an endpoint, out of the environment variable that the user names. @throws AppError judge/no-token. */
export function readToken(judge: PassJudge): string | null {
  if (judge.name !== 'endpoint' || judge.tokenVariable === null) return null;
  const token = process.env[judge.tokenVariable]?.trim();
  if (token) return token;
  throw new AppError(
    'judge/no-token',
    `The environment variable ${judge.tokenVariable} was expected to hold the token, but it is not set; set it and start again.`,
  );
}
