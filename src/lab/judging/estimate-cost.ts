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
  return addUpCost(
    judge,
    questions.map((question) => ({ question, count: 1 })),
    token,
  );
}

/** The same for questions that are asked so many times each. */
export function addUpCost(
  judge: EndpointJudge,
  counted: readonly { readonly question: JudgeQuestion; readonly count: number }[],
  token: string | null,
): JudgingCost {
  let requestCount = 0;
  let inputTokens = 0;
  let outputTokens = 0;
  for (const { question, count } of counted) {
    const { input, output } = estimateRequest(judge, question);
    requestCount += count;
    inputTokens += count * input;
    outputTokens += count * output;
  }
  const { inputPrice, outputPrice } = judge;
  const isPriced = inputPrice !== null || outputPrice !== null;
  return {
    requestCount,
    inputTokens,
    outputTokens,
    price: isPriced ? (inputTokens * (inputPrice ?? 0) + outputTokens * (outputPrice ?? 0)) / 1e6 : null,
    shortestMinutes: requestCount / judge.requestsPerMinute,
    host: new URL(judge.baseUrl).host,
    hasToken: token !== null,
  };
}
