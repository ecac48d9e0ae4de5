/** A small seeded generator of numbers in [0, 1), so that fixtures are the same on every machine. */
export function makeRandom(seed: number): () => number {
  let state = (seed * 2654435761) % 4294967296;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
}

/** About normal: twelve uniform draws have variance 1. */
export function drawNormal(random: () => number): number {
  return Array.from({ length: 12 }, random).reduce((total, value) => total + value, -6);
}
