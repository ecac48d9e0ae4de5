import type { Command } from 'commander';
import { existsSync } from 'node:fs';
import { openLabReader } from '../../lab/index.ts';
import { databasePath } from '../../lab/folder/paths.ts';
import type { KnownDigest } from '../../lab/plan/digest.ts';
import { planExperiment } from '../../lab/plan/index.ts';
import type { ExperimentPlan } from '../../lab/types.ts';
import { renderPlan, summarisePlan } from '../experiment/describe-plan.ts';
import { describeVaried, shortenRunId } from '../experiment/describe-run.ts';
import { resolveDataFolder } from '../places.ts';
import { renderTable } from '../terminal/table.ts';
import { openTerminal } from '../terminal/terminal.ts';
import { dataOption, type DataOptions, finishCommand } from './options.ts';

export function addPlanCommand(program: Command): void {
  const command = program
    .command('plan')
    .description('Checks an experiment file and says what it would run, without running anything.')
    .argument('<spec>', 'experiment file (JSON)')
    .addOption(dataOption())
    .action(async (spec: string, options: DataOptions) => {
      const terminal = openTerminal({ isJson: options.json });
      const plan = await planWithoutRunning(spec, resolveDataFolder(options.data));
      const states = new Map(plan.stages.map((stage) => [stage.file.key, stage.isComplete ? 'in store' : 'to do']));
      terminal.emit({
        ...summarisePlan(plan),
        plannedRuns: plan.runs.map(({ runId, arm, varied, stages }) => ({ runId, arm, varied, stages })),
      });
      const rows = plan.runs.map(({ runId, arm, varied, stages }) => [
        shortenRunId(runId, plan.id),
        arm,
        describeVaried(varied),
        ...[stages.align, stages.attack, stages.evaluate].map((key) => states.get(key) ?? ''),
      ]);
      const columns = ['run', 'arm', 'varied', 'align', 'attack', 'evaluate'].map((head) => ({ head }));
      terminal.say(`${renderPlan(plan)}\n\n${renderTable({ columns, rows, width: terminal.width })}`);
    });
  finishCommand(command, ['plan', 'my-experiment.json']);
}

/** Nothing is made where there is no database yet: then the store has nothing. */
async function planWithoutRunning(specPath: string, dataFolder: string): Promise<ExperimentPlan> {
  if (!existsSync(databasePath(dataFolder))) {
    const digests = new Map<string, KnownDigest>();
    const memory = {
      find: (path: string) => digests.get(path),
      save: (known: KnownDigest) => void digests.set(known.path, known),
    };
    return planExperiment(specPath, { memory, isComplete: () => false, execution: {} });
  }
  const reader = openLabReader(dataFolder);
  try {
    return await reader.plan(specPath);
  } finally {
    reader.close();
  }
}
