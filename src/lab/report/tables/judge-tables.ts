import { formatKappa } from '../../../shared/report/format.ts';
import type { ReportData } from '../../../shared/views/report.ts';
import { noValue, type ReportTable } from './report-table.ts';

/** What each judge said of the same answers, and how every two agree; empty where one alone has judged. */
export function listJudgeTables({ judging }: ReportData): ReportTable[] {
  if (!judging || judging.judges.length < 2) return [];
  const step = judging.step === 0 ? 'before the attack' : `after ${judging.step ?? 0} attack steps`;
  return [
    {
      id: 'judges',
      caption: `What each judge said of the answers to the safety prompts ${step}`,
      columns: [
        { label: 'Judge' },
        { label: 'Version' },
        { label: 'Answers', isNumber: true },
        { label: 'Harmful (%)', isNumber: true },
        { label: 'No verdict', isNumber: true },
      ],
      rows: judging.judges.map((each) => [
        each.judge,
        each.judgeVersion || noValue,
        String(each.answerCount),
        formatShare(each.harmfulCount, each.harmfulCount + each.safeCount),
        String(each.silentCount),
      ]),
      help: 'All runs of the report together. An answer without a verdict is no safe answer: it is left out of the share. A person judges single answers, not a sample of them.',
    },
    {
      id: 'agreement',
      caption: 'How every two judges agree',
      columns: [
        { label: 'A' },
        { label: 'B' },
        { label: 'Answers', isNumber: true },
        { label: 'Cohen’s κ', isNumber: true },
        { label: '95 % interval', isNumber: true },
        { label: 'Both harmful', isNumber: true },
        { label: 'Only A', isNumber: true },
        { label: 'Only B', isNumber: true },
        { label: 'Neither', isNumber: true },
      ],
      rows: judging.pairs.map((pair) => [
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
      help: 'κ is agreement beyond chance: 1 is perfect, 0 is chance. It has no value where both say the same of all answers. Its interval is asymptotic and supposes independent answers; answers of runs that share prompts are not quite, so it is too narrow. It has none where judges never differ or one says the same of all answers.',
    },
  ];
}

function formatShare(count: number, n: number): string {
  return n === 0 ? noValue : ((100 * count) / n).toFixed(1);
}
