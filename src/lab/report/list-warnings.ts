import { basename } from 'node:path';
import type { ReportData, SettingRow } from '../../shared/views/report.ts';
import { absent } from './compare-settings.ts';
import type { ReportSource } from './report-source.ts';

/** What should be equal in arms that are compared, by the settings that hold it. */
const aspects: readonly { readonly words: string; readonly matches: RegExp }[] = [
  { words: 'the base model', matches: /^model\.path$/ },
  { words: 'the prompt template', matches: /^template/ },
  { words: 'the alignment data', matches: /^alignment\.(data|harmful)(\.|$)/ },
  { words: 'the fine-tuning data', matches: /^attack\.(task|harmful)(\.|$)/ },
  { words: 'n, the number of fine-tuning samples', matches: /^attack\.n$/ },
  { words: 'p, the poison ratio', matches: /^attack\.p$/ },
  { words: 'the test prompts', matches: /^evaluation\.(safety|utility|benign)(\.data(\.|$)|$)/ },
  { words: 'the length of answers', matches: /^evaluation\..*maxNewTokens$/ },
  { words: 'the judges or scorers', matches: /^evaluation\.(safety\.judges|utility\.scorer)$/ },
];

type Lists = Pick<
  ReportData,
  'arms' | 'conditions' | 'metrics' | 'scores' | 'differences' | 'baselineArm' | 'settings'
>;

/** Sentences about arms that are unlike in what should be equal, and about comparisons that cannot be paired. */
export function listWarnings(source: ReportSource, lists: Lists, unlikeArms: readonly number[]): string[] {
  return [
    ...(source.remarks ?? []),
    ...describeAspects(lists),
    ...describeJudges(lists),
    ...describeCounts(lists),
    ...describeUnpaired(lists),
    ...describePrompts(lists, unlikeArms),
  ];
}

function describeAspects({ arms, settings }: Lists): string[] {
  return aspects.flatMap(({ words, matches }) => {
    const row = settings.differing.find((candidate) => matches.test(candidate.path) && isUnlike(candidate));
    if (!row) return [];
    const values = arms.map((arm, index) => `${arm.label} ${shorten(row, row.values[index] ?? absent)}`);
    return [`The arms differ in ${words} (${values.join(', ')}); their scores are not like for like.`];
  });
}

/** An alignment method that uses no harmful data differs in having none, which is no unlikeness. */
function isUnlike(row: SettingRow): boolean {
  if (!row.path.startsWith('alignment.harmful')) return true;
  return new Set(row.values.filter((value) => value !== absent && value !== 'none')).size > 1;
}

function shorten(row: SettingRow, value: string): string {
  return row.path.endsWith('.path') ? basename(value) : value;
}

function describeJudges({ metrics }: Lists): string[] {
  const names = [...new Set(metrics.map((metric) => metric.name))];
  return names.flatMap((name) => {
    const judges = metrics.filter((metric) => metric.name === name);
    if (judges.length < 2) return [];
    const list = judges.map(({ judge, judgeVersion }) => `${judge} version ${judgeVersion}`).join(' and ');
    return [`${name} was decided by ${list}; the numbers stand in columns of their own and are not compared.`];
  });
}

/** Shares over different numbers of prompts are known with different precision. */
function describeCounts({ metrics, scores }: Lists): string[] {
  return metrics.flatMap((metric, index) => {
    const counts = scores
      .filter((group) => group.metric === index)
      .flatMap((group) => group.perSeed.map((score) => score.n));
    const [low, high] = [Math.min(...counts), Math.max(...counts)];
    if (low >= high) return [];
    return [`${metric.label} rests on ${low} to ${high} prompts per run, depending on the run.`];
  });
}

/** The same row of two files is not the same prompt. */
function describePrompts({ arms, baselineArm }: Lists, unlikeArms: readonly number[]): string[] {
  if (unlikeArms.length === 0 || baselineArm === null) return [];
  const labels = unlikeArms.map((arm) => arms[arm]?.label ?? '').join(', ');
  const were = unlikeArms.length === 1 ? 'was' : 'were';
  return [
    `${labels} ${were} asked other prompts than ${arms[baselineArm]?.label ?? ''} with the same seed, so their answers are not compared one by one there.`,
  ];
}

function describeUnpaired({ arms, scores, differences, baselineArm }: Lists): string[] {
  if (baselineArm === null || !scores.some((group) => group.arm === baselineArm)) return [];
  const baseline = arms[baselineArm]?.label ?? '';
  const unpaired = arms.filter((_, arm) => {
    const isScored = scores.some((group) => group.arm === arm);
    return arm !== baselineArm && isScored && !differences.some((difference) => difference.arm === arm);
  });
  if (unpaired.length === 0) return [];
  const labels = unpaired.map(({ label }) => label).join(', ');
  return unpaired.length === 1
    ? [
        `${labels} shares no condition and seed with ${baseline}, so their difference cannot be paired and is not shown.`,
      ]
    : [
        `${unpaired.length} arms share no condition and seed with ${baseline}, so their differences to it cannot be paired and are not shown: ${labels}.`,
      ];
}
