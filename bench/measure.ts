import { checkSameWork } from './same-work.ts';
import type { Pair } from './pairs.ts';
import { type Measurement, measurementSchema } from './sides/job.ts';
import { runOurs, runReference, startOurs, startReference } from './sides/run-side.ts';
import { median, splitEvenly, sumGroups } from './statistics.ts';

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
  /** Reference by ours within each turn, or each round where the sides take none, by the medians. */
  readonly roundRatios: readonly number[];
  /** How the two sides' results compare. */
  readonly sameWork: string;
}

interface MeasureOptions {
  readonly rounds: number;
  readonly python: string;
  readonly threads: number;
  readonly say: (line: string) => void;
}

/** Runs ours, reference, ours, reference, ...: only one of them computes at a time, and nothing else of ours runs beside it. */
export async function measurePair(pair: Pair, options: MeasureOptions): Promise<PairResult> {
  const rounds: Round[] = [];
  for (let round = 1; round <= options.rounds; round++) {
    options.say(`${pair.name}: round ${round} of ${options.rounds}`);
    rounds.push(await (pair.turns > 1 ? takeTurns(pair, options) : runApart(pair, options)));
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
    roundRatios: rounds.flatMap((round) => {
      const [mine, theirs] = [oursOf(round), referenceOf(round)].map((values) => splitEvenly(values, pair.turns));
      return mine.map((values, turn) => median(theirs[turn]) / median(values));
    }),
    sameWork: checkSameWork(pair, rounds[0]),
  };
}

/** Each side in a process of its own, one after the other. */
async function runApart(pair: Pair, { python, threads }: MeasureOptions): Promise<Round> {
  const ours = await runOurs(pair.ours, measurementSchema);
  const args = [...pair.reference, '--threads', String(threads)];
  return { ours, reference: await runReference(python, 'run.py', args, measurementSchema) };
}

/** Both sides live, and take some steps each in turn: what else happens on the machine meets both alike. */
async function takeTurns(pair: Pair, { python, threads }: MeasureOptions): Promise<Round> {
  if (pair.ours.kind === 'overhead' || pair.referenceSteps !== 1)
    throw new Error(`${pair.name} cannot be measured in turns.`);
  const ours = startOurs({ ...pair.ours, isPaced: true }, measurementSchema);
  try {
    await ours.ready();
    const args = [...pair.reference, '--threads', String(threads), '--paced'];
    const reference = startReference(python, 'run.py', args, measurementSchema);
    await reference.ready();
    const turns = splitEvenly(Array<null>(pair.ours.steps).fill(null), pair.turns);
    for (const [turn, { length }] of turns.entries()) {
      for (const side of [ours, reference]) {
        side.take(length);
        if (turn < turns.length - 1) await side.ready();
        else await side.result();
      }
    }
    return { ours: await ours.result(), reference: await reference.result() };
  } catch (error) {
    ours.stop();
    throw error;
  }
}
