import { AppError } from '../../shared/errors.ts';
import type { PassJudge } from '../../shared/judging/judges.ts';
import type { Secrets } from '../context.ts';

/** Under which name the keychain has the token of a service. */
export function secretOf(baseUrl: string): string {
  return `judge ${new URL(baseUrl).origin}`;
}

/** The token of an endpoint, out of the variable that was named, else the keychain; null for none. @throws AppError judge/no-token where a variable is named and not set. */
export function readJudgeToken(judge: PassJudge, secrets: Secrets | null): string | null {
  if (judge.name !== 'endpoint') return null;
  if (judge.tokenVariable === null) return secrets?.get(secretOf(judge.baseUrl)) ?? null;
  const token = process.env[judge.tokenVariable]?.trim();
  if (token) return token;
  throw new AppError(
    'judge/no-token',
    `The environment variable ${judge.tokenVariable} was expected to hold the token, but the lab was started without it; set it and start the lab again.`,
  );
}
