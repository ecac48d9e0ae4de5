import type { EndpointJudge } from '../../shared/judging/endpoint.ts';
import type { JudgeQuestion } from '../../shared/judging/judgements.ts';
import type { JudgingCost } from '../../shared/views/judging.ts';
import { estimateRequest } from './endpoint/fill-template.ts';

/** What asking an endpoint these questions comes to, each answered at the first attempt. */
export function estimateCost(
  judge: EndpointJudge,
  questions: readonly JudgeQuestion[],
  token: string | null,
): JudgingCost {
  let inputTokens = 0;
  let outputTokens = 0;
  for (const question of questions) {
    const { input, output } = estimateRequest(judge, question);
    inputTokens += input;
    outputTokens += output;
  }
  const { inputPrice, outputPrice } = judge;
  const isPriced = inputPrice !== null || outputPrice !== null;
  return {
    requestCount: questions.length,
    inputTokens,
    outputTokens,
    price: isPriced ? (inputTokens * (inputPrice ?? 0) + outputTokens * (outputPrice ?? 0)) / 1e6 : null,
    shortestMinutes: questions.length / judge.requestsPerMinute,
    host: new URL(judge.baseUrl).host,
    hasToken: token !== null,
  };
}
