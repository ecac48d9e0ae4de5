// The statistics of src/lab against SciPy and statsmodels on random data outside the fixtures: `npm run parity:statistics -- --help`.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { computeKappa, estimateKappaSpread } from '../../../src/lab/statistics/agreement.ts';
import { bootstrapDifference, findPercentiles } from '../../../src/lab/statistics/bootstrap.ts';
import { correctHolm } from '../../../src/lab/statistics/holm.ts';
import { testMcNemar } from '../../../src/lab/statistics/mcnemar.ts';
import { distributeNet } from '../../../src/lab/statistics/net-distribution.ts';
import { computePairedDifference } from '../../../src/lab/statistics/paired-difference.ts';
import { summarise } from '../../../src/lab/statistics/student-t.ts';
import { computeWilsonInterval } from '../../../src/lab/statistics/wilson.ts';
import { createRandom } from '../../../src/shared/random.ts';
import { type Asked, drawQuestions } from './random-questions.ts';

const usage = `npm run parity:statistics -- [--seed N] [--python PATH]

Draws random data, computes every statistic with src/lab/statistics and with SciPy and statsmodels, and prints the worst difference of
each, relative to the larger of 1 and the value. Ends with 1 where one is above its bar. --python is a Python with the packages of
test/reference/statistics/requirements.txt (default: PARITY_PYTHON, else python3).`;

const ends = { low: z.number(), high: z.number() };
const answersSchema = z.object({
  student: z.array(z.object({ mean: z.number(), sd: z.number(), ...ends })),
  paired: z.array(z.object({ mean: z.number(), p: z.number(), ...ends })),
  wilson: z.array(z.object(ends)),
  mcnemar: z.array(z.object({ statistic: z.number(), p: z.number() })),
  kappa: z.array(z.object({ kappa: z.number(), standardError: z.number(), ...ends })),
  holm: z.array(z.object({ corrected: z.array(z.number()) })),
  bootstrap: z.array(z.object(ends)),
  drawn: z.array(z.object(ends)),
  net: z.array(z.array(z.number())),
});
type Answers = z.infer<typeof answersSchema>;

const equalityBar = 1e-9;
/** Two bootstraps with indices of their own differ by chance: a part of the interval's width. */
const chanceBar = 0.1;

const { values } = parseArgs({
  options: { seed: { type: 'string', default: '1' }, python: { type: 'string' }, help: { type: 'boolean' } },
});
if (values.help) process.stdout.write(`${usage}\n`);
else compareAll(Number(values.seed), values.python ?? process.env['PARITY_PYTHON'] ?? 'python3');

function compareAll(seed: number, python: string): void {
  const asked = drawQuestions(createRandom(seed));
  const answers = askReference(python, asked);
  const rows: [name: string, differences: number[], bar: number][] = [
    ['Student t interval', compareStudent(asked, answers), equalityBar],
    ['paired difference and p', comparePaired(asked, answers), equalityBar],
    ['Wilson interval', compareWilson(asked, answers), equalityBar],
    ['McNemar', compareMcNemar(asked, answers), equalityBar],
    ['Cohen’s κ', compareKappa(asked, answers), equalityBar],
    ['Holm', compareHolm(asked, answers), equalityBar],
    ['bootstrap, same indices', compareBootstrap(asked, answers), equalityBar],
    ['distribution of a resample', compareNet(asked, answers), equalityBar],
    ['bootstrap, own draws', compareDrawn(asked, answers), chanceBar],
  ];
  for (const [name, differences, bar] of rows) {
    const worst = Math.max(...differences);
    // NaN is no agreement.
    const isMet = worst <= bar;
    const row = [name.padEnd(28), String(differences.length).padStart(6), worst.toExponential(2).padStart(10)];
    process.stdout.write(`${row.join('  ')}  ${bar}  ${isMet ? 'met' : 'MISSED'}\n`);
    if (!isMet) process.exitCode = 1;
  }
}

function askReference(python: string, asked: Asked): Answers {
  const script = join(import.meta.dirname, 'reference.py');
  const child = spawnSync(python, [script], { input: JSON.stringify(asked), encoding: 'utf8', maxBuffer: 2 ** 28 });
  if (child.status !== 0) {
    const reason = child.error?.message ?? child.stderr.trim().split('\n').at(-1);
    process.stderr.write(
      `${reason}\nMake a Python environment with test/reference/statistics/requirements.txt and name it with --python.\n`,
    );
    process.exit(1);
  }
  return answersSchema.parse(JSON.parse(child.stdout));
}

function measure(actual: number | null | undefined, expected: number | undefined): number {
  return Math.abs((actual ?? Number.NaN) - (expected ?? Number.NaN)) / Math.max(1, Math.abs(expected ?? 0));
}

function compareStudent(asked: Asked, { student }: Answers): number[] {
  return asked.student.flatMap((sample, at) => {
    const { mean, sd, interval } = summarise(sample);
    const expected = student[at];
    return [
      measure(mean, expected?.mean),
      measure(sd, expected?.sd),
      measure(interval?.low, expected?.low),
      measure(interval?.high, expected?.high),
    ];
  });
}

function comparePaired(asked: Asked, { paired }: Answers): number[] {
  return asked.paired.flatMap(([baseline, treatment], at) => {
    const toSeeds = (list: readonly number[]) => list.map((value, index) => ({ seed: index, value }));
    const found = computePairedDifference(toSeeds(baseline), toSeeds(treatment));
    const expected = paired[at];
    return [
      measure(found?.mean, expected?.mean),
      measure(found?.interval?.low, expected?.low),
      measure(found?.interval?.high, expected?.high),
      measure(found?.p, expected?.p),
    ];
  });
}

function compareWilson(asked: Asked, { wilson }: Answers): number[] {
  return asked.wilson.flatMap(([successes, n], at) => {
    const found = computeWilsonInterval(successes, n);
    return [measure(found?.low, wilson[at]?.low), measure(found?.high, wilson[at]?.high)];
  });
}

function compareMcNemar(asked: Asked, { mcnemar }: Answers): number[] {
  return asked.mcnemar.flatMap(([first, second], at) => {
    const found = testMcNemar(first, second);
    return [measure(found.statistic, mcnemar[at]?.statistic), measure(found.p, mcnemar[at]?.p)];
  });
}

function compareKappa(asked: Asked, { kappa }: Answers): number[] {
  return asked.kappa.flatMap(([both, onlyLeft, onlyRight, neither], at) => {
    const counts = { both, onlyLeft, onlyRight, neither };
    const spread = estimateKappaSpread(counts);
    const expected = kappa[at];
    return [
      measure(computeKappa(counts), expected?.kappa),
      measure(spread?.standardError, expected?.standardError),
      measure(spread?.low, expected?.low),
      measure(spread?.high, expected?.high),
    ];
  });
}

function compareHolm(asked: Asked, { holm }: Answers): number[] {
  return asked.holm.flatMap((pValues, at) =>
    correctHolm(pValues).map((value, index) => measure(value, holm[at]?.corrected[index])),
  );
}

function compareBootstrap(asked: Asked, { bootstrap }: Answers): number[] {
  return asked.bootstrap.flatMap(({ strata, indices }, at) => {
    const resamples = indices[0]?.length ?? 0;
    const nets = Int32Array.from({ length: resamples }, (_, resample) =>
      strata.reduce(
        (sum, { baseline, treatment }, stratum) =>
          (indices[stratum]?.[resample] ?? []).reduce(
            (inner, row) => inner + (treatment[row] ?? 0) - (baseline[row] ?? 0),
            sum,
          ),
        0,
      ),
    );
    const found = findPercentiles(
      nets,
      strata.reduce((sum, { baseline }) => sum + baseline.length, 0),
    );
    return [measure(found.low, bootstrap[at]?.low), measure(found.high, bootstrap[at]?.high)];
  });
}

/** In parts of the reference interval's width. */
function compareDrawn(asked: Asked, { drawn }: Answers): number[] {
  return asked.bootstrap.flatMap(({ strata }, at) => {
    const found = bootstrapDifference(
      strata.map(({ baseline, treatment }) => ({
        pairs: baseline.length,
        onlyBaseline: baseline.filter((flag, row) => flag === 1 && treatment[row] === 0).length,
        onlyArm: baseline.filter((flag, row) => flag === 0 && treatment[row] === 1).length,
      })),
    );
    const expected = drawn[at];
    const width = expected ? expected.high - expected.low : Number.NaN;
    return [
      Math.abs((found?.low ?? Number.NaN) - (expected?.low ?? Number.NaN)) / width,
      Math.abs((found?.high ?? Number.NaN) - (expected?.high ?? Number.NaN)) / width,
    ];
  });
}

function compareNet(asked: Asked, { net }: Answers): number[] {
  return asked.net.flatMap(([items, gains, losses], at) => {
    const { first, weights } = distributeNet(items, gains, losses);
    return (net[at] ?? []).map((expected, place) => measure(weights[place - items - first] ?? 0, expected));
  });
}
