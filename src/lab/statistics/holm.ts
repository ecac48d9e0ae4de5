/**
 * Holm's step-down correction, as statsmodels' `multipletests(method="holm")`: with p₍₁₎ ≤ … ≤ p₍ₘ₎ the corrected value of the
 * i-th smallest is max over j ≤ i of (m − j + 1)·p₍ⱼ₎, at most 1. The order of the values is kept; none gives none.
 */
export function correctHolm(pValues: readonly number[]): number[] {
  const order = pValues.map((_, index) => index).sort((left, right) => at(pValues, left) - at(pValues, right));
  const corrected = pValues.map(() => 1);
  let largest = 0;
  order.forEach((index, rank) => {
    largest = Math.max(largest, Math.min(1, (pValues.length - rank) * at(pValues, index)));
    corrected[index] = largest;
  });
  return corrected;
}

/** An index that is known to be inside. */
function at(values: readonly number[], index: number): number {
  return values[index] ?? Number.NaN;
}
