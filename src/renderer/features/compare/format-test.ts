/** "0.009 / 0.018"; never rounded to a stronger claim. */
export function formatTest(p: number | null, pHolm: number | null): string {
  return p === null || pHolm === null ? '–' : `${formatProbability(p)} / ${formatProbability(pHolm)}`;
}

/** Three decimals, rounded up. */
export function formatProbability(p: number): string {
  return p < 0.001 ? '< 0.001' : (Math.ceil(p * 1000 - 1e-9) / 1000).toFixed(3);
}
