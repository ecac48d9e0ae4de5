// The engine against transformers, peft and PyTorch on models that the fixtures do not contain: `npm run parity -- --help`.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ensurePythonEnvironment } from '../../scripts/python-env.mjs';
import { cases, makeArguments, type ParityCase } from './parity/cases.ts';
import { checkInference, inferenceCommands } from './parity/inference-checks.ts';
import { type ParityOptions, parseOptions, usage } from './parity/options.ts';
import { runReference } from './parity/reference.ts';
import { type CheckResult, columns, createChecker, formatResult } from './parity/results.ts';
import { checkMethods, methodCommands } from './parity/method-checks.ts';
import { checkTraining, trainingCommands } from './parity/training-checks.ts';

try {
  const options = parseOptions(process.argv.slice(2));
  if (options === 'help') process.stdout.write(`${usage}\n`);
  else await compareAll(options);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

async function compareAll({ isJson, seedShift, wanted, family, onlyMethods }: ParityOptions): Promise<void> {
  const chosen = cases
    .filter((each) => each.name.includes(wanted) && (family === null || each.family === family))
    .map((each) => ({ ...each, seed: each.seed + seedShift }));
  if (chosen.length === 0) {
    const known = cases.map((each) => `${each.name} (${each.family})`).join(', ');
    throw new Error(`No case has this name and family; there are ${known}.`);
  }
  const python = ensurePythonEnvironment();
  const workFolder = mkdtempSync(path.join(tmpdir(), 'booster-lab-parity-'));
  const results: CheckResult[] = [];
  const tell = (result: CheckResult): void => {
    results.push(result);
    process.stdout.write(`${formatResult(result)}\n`);
  };
  try {
    process.stdout.write(`${columns}\n`);
    for (const each of chosen)
      await compareCase(each, { workFolder: path.join(workFolder, each.name), python, tell, onlyMethods });
  } finally {
    rmSync(workFolder, { recursive: true, force: true });
  }
  const missed = results.filter(({ ok }) => !ok).length;
  process.stdout.write(`${results.length - missed} ok, ${missed} missed\n`);
  if (isJson) process.stdout.write(`${JSON.stringify({ checks: results })}\n`);
  if (missed > 0) process.exitCode = 1;
}

async function compareCase(
  parityCase: ParityCase,
  {
    workFolder,
    python,
    tell,
    onlyMethods,
  }: { workFolder: string; python: string; tell: (result: CheckResult) => void; onlyMethods: boolean },
): Promise<void> {
  const folder = path.join(workFolder, 'model');
  const out = path.join(workFolder, 'results');
  mkdirSync(out, { recursive: true });
  const commands = [
    makeArguments(parityCase, folder),
    ...(onlyMethods ? [] : [...inferenceCommands(folder, out), ...trainingCommands(folder, out)]),
    ...methodCommands(folder, out),
  ];
  const failure = runReference(python, commands).find((reason) => reason !== null);
  if (failure !== undefined) throw new Error(`${parityCase.name}: the reference failed. ${failure}`);
  const run = createChecker(parityCase, tell);
  if (!onlyMethods) {
    await checkInference(parityCase, { folder, out, run });
    await checkTraining(parityCase, { python, folder, out, run });
  }
  await checkMethods(parityCase, { folder, out, run });
}
