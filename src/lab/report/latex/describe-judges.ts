import type { ReportData } from '../../../shared/views/report.ts';

/** "HS by refusal version 1 on 120 prompts; FA by exact version 1 on 400. Seeds 0, 1, 2. Booster Lab 0.1.0." for some metrics. */
export function describeJudges(data: ReportData, metrics: readonly number[]): string {
  const parts = metrics.flatMap((index) => {
    const metric = data.metrics[index];
    if (!metric) return [];
    const counts = data.scores
      .filter((group) => group.metric === index)
      .flatMap((group) => group.perSeed.map((score) => score.n));
    const [least, most] = [Math.min(...counts), Math.max(...counts)];
    const prompts = counts.length === 0 ? '' : ` on ${least === most ? least : `${least} to ${most}`} prompts per seed`;
    return [`${metric.name} by ${metric.judge} version ${metric.judgeVersion}${prompts}`];
  });
  const seeds = `${data.seeds.length === 1 ? 'Seed' : 'Seeds'} ${data.seeds.join(', ')}`;
  return `${parts.join('; ')}. ${seeds}. Booster Lab ${data.provenance.codeVersion}.`;
}
