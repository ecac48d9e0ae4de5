import { checkSameWork } from './same-work.ts';
import type { Pair } from './pairs.ts';
import { type Measurement, measurementSchema } from './sides/job.ts';
import { runOurs, runReference } from './sides/run-side.ts';
import { median, sumGroups } from './statistics.ts';

export interface Round {
  readonly ours: Measurement;
  readonly reference: Measurement;
}

/** A pair measured over several rounds. */
export interface PairResult {
  readonly pair: Pair;
  readonly rounds: readonly Round[];
  /** Milliseconds per unit, of all rounds. */
  readonly ours: readonly number[];
  readonly reference: readonly number[];
  /** Reference by ours within each round, by the medians. */
  readonly roundRatios: readonly number[];
  /** How the two sides' results compare. */
  readonly sameWork: string;
}

/** Runs ours, reference, ours, reference, ...: each block is a process of its own, and nothing else of ours runs beside it. */
export async function measurePair(
  pair: Pair,
  options: { rounds: number; python: string; threads: number; say: (line: string) => void },
): Promise<PairResult> {
  const rounds: Round[] = [];
  for (let round = 1; round <= options.rounds; round++) {
    options.say(`${pair.name}: round ${round} of ${options.rounds}, ours`);
    const ours = await runOurs(pair.ours, measurementSchema);
    options.say(`${pair.name}: round ${round} of ${options.rounds}, reference`);
    const args = [...pair.reference, '--threads', String(options.threads)];
    rounds.push({ ours, reference: await runReference(options.python, 'run.py', args, measurementSchema) });
  }
  const oursOf = (round: Round) => round.ours.ms.map((ms) => ms / pair.unitsPerStep);
  const referenceOf = (round: Round) =>
    sumGroups(round.reference.ms, pair.referenceSteps).map((ms) => ms / pair.unitsPerStep);
  const result = { ours: rounds.flatMap(oursOf), reference: rounds.flatMap(referenceOf) };
  const [ours, reference] = [median(result.ours), median(result.reference)];
  options.say(
    `${pair.name}: ours ${ours.toFixed(2)} ms, reference ${reference.toFixed(2)} ms, ${(reference / ours).toFixed(2)}x`,
  );
  return {
    pair,
    rounds,
    ...result,
    roundRatios: rounds.map((round) => median(referenceOf(round)) / median(oursOf(round))),
    sameWork: checkSameWork(pair, rounds[0]),
  };
}
