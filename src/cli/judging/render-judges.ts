import { formatKappa } from '../../shared/report/format.ts';
import type { JudgesView, JudgingPlan } from '../../shared/views/judging.ts';
import { renderTable } from '../terminal/table.ts';

const percent = (count: number, n: number): string => (n === 0 ? '–' : `${((100 * count) / n).toFixed(1)} %`);

/** What every judge said, one line each. */
export function renderJudgeTable({ judges }: JudgesView, width: number): string {
  return renderTable({
    columns: [
      { head: 'judge' },
      { head: 'version' },
      { head: 'answers', align: 'right' },
      { head: 'harmful', align: 'right' },
      { head: 'safe', align: 'right' },
      { head: 'no verdict', align: 'right' },
    ],
    rows: judges.map((each) => [
      each.judge,
      each.judgeVersion,
      String(each.answerCount),
      percent(each.harmfulCount, each.harmfulCount + each.safeCount),
      percent(each.safeCount, each.harmfulCount + each.safeCount),
      String(each.silentCount),
    ]),
    width,
  });
}

/** How every two judges agree. */
export function renderAgreementTable({ pairs }: JudgesView, width: number): string {
  return renderTable({
    columns: [
      { head: 'judge A' },
      { head: 'judge B' },
      { head: 'n', align: 'right' },
      { head: 'κ', align: 'right' },
      { head: '95 % interval', align: 'right' },
      { head: 'both harmful', align: 'right' },
      { head: 'only A', align: 'right' },
      { head: 'only B', align: 'right' },
      { head: 'neither', align: 'right' },
    ],
    rows: pairs.map((pair) => [
      pair.left,
      pair.right,
      String(pair.n),
      formatKappa(pair).kappa,
      formatKappa(pair).interval,
      String(pair.both),
      String(pair.onlyLeft),
      String(pair.onlyRight),
      String(pair.neither),
    ]),
    width,
  });
}

/** What a pass would do, in sentences. */
export function describeJudgingPlan(plan: JudgingPlan): string[] {
  const { cost } = plan;
  const left = plan.leftOutRunCount > 0 ? [`${plan.leftOutRunCount} runs are not evaluated yet and left out.`] : [];
  const what = `${plan.judge} (${plan.judgeVersion}): ${plan.answerCount} answers in ${plan.stageCount} evaluations, ${plan.judgedCount} judged before; ${plan.questionCount} questions.`;
  if (!cost) return [what, ...left];
  const tokens = `about ${cost.inputTokens} tokens sent and at most ${cost.outputTokens} back`;
  const price =
    cost.price === null
      ? 'no price given (--input-price, --output-price)'
      : `at most about ${cost.price.toFixed(2)} at the given prices`;
  const pace = `${Math.ceil(cost.shortestMinutes)} min or more at the allowed pace`;
  return [what, ...left, `${cost.requestCount} requests to ${cost.host}, ${tokens}, ${price}, ${pace}.`];
}
