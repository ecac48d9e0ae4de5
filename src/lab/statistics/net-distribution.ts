/** Probabilities of whole numbers from `first` on. */
export interface Distribution {
  readonly first: number;
  readonly weights: Float64Array;
}

/** Outcomes rarer than this beside the most likely one are left out: fewer than one in 10¹⁵. */
const negligible = 1e-18;

/**
 * How far gains outnumber losses among N items drawn with replacement from N items, of which some are gains, some losses and the
 * rest neither. Of N drawn items D ~ Binomial(N, (gains + losses) / N) are either, and of these G ~ Binomial(D, gains /
 * (gains + losses)) are gains, so P(net = k) = Σ_D P(D) · P(G = (D + k) / 2 | D).
 */
export function distributeNet(items: number, gains: number, losses: number): Distribution {
  const either = distributeBinomial(items, (gains + losses) / items);
  const most = either.first + either.weights.length - 1;
  const sums = new Float64Array(2 * most + 1);
  let low = most;
  let high = -most;
  either.weights.forEach((weight, index) => {
    const drawn = either.first + index;
    const { first, weights } = distributeBinomial(drawn, gains / (gains + losses));
    for (let at = 0, net = 2 * first - drawn; at < weights.length; at += 1, net += 2) {
      sums[net + most] = (sums[net + most] ?? 0) + weight * (weights[at] ?? 0);
    }
    low = Math.min(low, 2 * first - drawn);
    high = Math.max(high, 2 * (first + weights.length - 1) - drawn);
  });
  return { first: low, weights: sums.subarray(low + most, high + most + 1) };
}

/** Binomial(n, p) without its negligible ends, from the most likely outcome outwards: P(k + 1) / P(k) = (n − k)·p / ((k + 1)·(1 − p)). */
function distributeBinomial(n: number, p: number): Distribution {
  if (p <= 0) return { first: 0, weights: Float64Array.of(1) };
  if (p >= 1) return { first: n, weights: Float64Array.of(1) };
  const odds = p / (1 - p);
  const mode = Math.min(n, Math.floor((n + 1) * p));
  // Nine standard deviations and a few, to either side; what lies beyond is negligible in any case.
  const reach = Math.ceil(9.2 * Math.sqrt(n * p * (1 - p))) + 40;
  const lowest = Math.max(0, mode - reach);
  const weights = new Float64Array(Math.min(n, mode + reach) - lowest + 1);
  let total = 1;
  weights[mode - lowest] = 1;
  let first = mode;
  for (let weight = 1; first > lowest; first -= 1) {
    weight *= first / ((n - first + 1) * odds);
    if (weight < negligible) break;
    weights[first - 1 - lowest] = weight;
    total += weight;
  }
  let last = mode;
  for (let weight = 1; last < lowest + weights.length - 1; last += 1) {
    weight *= ((n - last) * odds) / (last + 1);
    if (weight < negligible) break;
    weights[last + 1 - lowest] = weight;
    total += weight;
  }
  const kept = weights.subarray(first - lowest, last - lowest + 1);
  for (let at = 0; at < kept.length; at += 1) kept[at] = (kept[at] ?? 0) / total;
  return { first, weights: kept };
}
