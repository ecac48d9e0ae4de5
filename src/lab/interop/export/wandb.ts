import { encodeCsvRows } from '../../../shared/report/csv.ts';
import type { ExportRun } from './collect-runs.ts';
import { nameScore } from './collect-runs.ts';
import type { ExportFile, Exporter } from './exporter.ts';

/** Per run: config, summary and history as Weights & Biases has them, and a program that logs them without the network. */
export const wandb: Exporter = {
  name: 'wandb',
  label: 'Weights & Biases',
  help: 'One folder per run with config, history and summary as JSON and CSV, and a program that logs them into W&B, offline unless you say otherwise.',
  opening: { command: 'python FOLDER/log_runs.py' },
  *encode(runs) {
    for (const run of runs) yield* encodeRun(run);
    yield { path: 'log_runs.py', bytes: program };
  },
};

function encodeRun(run: ExportRun): ExportFile[] {
  const rows = listRows(run);
  const names = [...new Set(run.curves.map(({ name }) => name))];
  const info = {
    name: run.runId,
    group: run.arm,
    // The characters that W&B refuses in a project's name.
    project: run.experimentName
      .replaceAll(/[/\\#?%:]+/g, ' ')
      .replaceAll(/\s+/g, ' ')
      .trim()
      .slice(0, 128),
    startedAtMs: run.startedAtMs,
    finishedAtMs: run.finishedAtMs,
  };
  return [
    { path: `${run.runId}/run.json`, bytes: writeJson(info) },
    { path: `${run.runId}/config.json`, bytes: writeJson({ arm: run.arm, ...run.settings }) },
    {
      path: `${run.runId}/summary.json`,
      bytes: writeJson(Object.fromEntries(run.scores.map((score) => [nameScore(score), score.value]))),
    },
    { path: `${run.runId}/history.jsonl`, bytes: rows.map((row) => `${JSON.stringify(row)}\n`).join('') },
    {
      path: `${run.runId}/history.csv`,
      bytes: encodeCsvRows([
        ['_step', '_timestamp', ...names],
        ...rows.map((row) => ['_step', '_timestamp', ...names].map((name) => row[name] ?? '')),
      ]),
    },
  ];
}

/** One row per stage and step; `_step` counts on over alignment, attack and evaluation, because a W&B step may not fall. */
function listRows({ curves }: ExportRun): Record<string, number>[] {
  const points = curves.flatMap(({ name, steps, values, atMs }) => {
    const stage = name.slice(0, name.indexOf('/'));
    return steps.map((step, index) => ({ stage, step, name, value: values[index] ?? 0, atMs: atMs[index] ?? 0 }));
  });
  const order = ['align', 'attack', 'evaluate'];
  const cells = Map.groupBy(points, ({ stage, step }) => `${stage} ${step}`);
  return [...cells.values()]
    .flatMap((members) => (members[0] ? [{ first: members[0], members }] : []))
    .sort((a, b) => order.indexOf(a.first.stage) - order.indexOf(b.first.stage) || a.first.step - b.first.step)
    .map(({ first, members }, index) => ({
      _step: index,
      _timestamp: Math.max(...members.map(({ atMs }) => atMs)) / 1000,
      [`${first.stage}/step`]: first.step,
      ...Object.fromEntries(members.map(({ name, value }) => [name, value])),
    }));
}

function writeJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

const program = `"""Logs the exported runs into Weights & Biases; offline unless WANDB_MODE says otherwise.

    pip install wandb && python log_runs.py
"""
import json
import os
from pathlib import Path

os.environ.setdefault("WANDB_MODE", "offline")

import wandb  # noqa: E402

here = Path(__file__).resolve().parent
for folder in sorted(path.parent for path in here.glob("*/run.json")):
    info, config, summary = (json.loads((folder / f"{name}.json").read_text("utf-8")) for name in ("run", "config", "summary"))
    run = wandb.init(project=info["project"], name=info["name"], group=info["group"], config=config, reinit=True)
    for line in (folder / "history.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        run.log({name: value for name, value in row.items() if name != "_step"}, step=row["_step"])
    run.summary.update(summary)
    run.finish()
`;
