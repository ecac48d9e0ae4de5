import type { Command } from 'commander';

/** Adds a command to the program. */
type AddCommand = (program: Command) => void;

/** A command by the name under which it is typed. Its module is loaded only where it is needed: most of the program hangs on some of them. */
export interface CommandEntry {
  readonly name: string;
  readonly load: () => Promise<AddCommand>;
}

/** Commands under one heading of the help. */
export interface CommandGroup {
  readonly heading: string;
  readonly commands: readonly CommandEntry[];
}

/** Every command in the order of the help. */
export const commandGroups: readonly CommandGroup[] = [
  {
    heading: 'Experiments:',
    commands: [
      { name: 'demo', load: async () => (await import('./demo.ts')).addDemoCommand },
      { name: 'run', load: async () => (await import('./run.ts')).addRunCommand },
      { name: 'plan', load: async () => (await import('./plan.ts')).addPlanCommand },
      { name: 'status', load: async () => (await import('./status.ts')).addStatusCommand },
      { name: 'compare', load: async () => (await import('./compare.ts')).addCompareCommand },
      { name: 'pivot', load: async () => (await import('./pivot.ts')).addPivotCommand },
      { name: 'report', load: async () => (await import('./report.ts')).addReportCommand },
      { name: 'judge', load: async () => (await import('./judge.ts')).addJudgeCommand },
      { name: 'attack-search', load: async () => (await import('./attack-search.ts')).addAttackSearchCommand },
      { name: 'probe', load: async () => (await import('./probe.ts')).addProbeCommand },
      { name: 'published', load: async () => (await import('./published.ts')).addPublishedCommand },
      { name: 'cancel', load: async () => (await import('./cancel.ts')).addCancelCommand },
      { name: 'resume', load: async () => (await import('./resume.ts')).addResumeCommand },
      { name: 'retry', load: async () => (await import('./retry.ts')).addRetryCommand },
    ],
  },
  {
    heading: 'Bundles:',
    commands: [
      { name: 'bundle', load: async () => (await import('./bundle.ts')).addBundleCommand },
      { name: 'verify', load: async () => (await import('./verify.ts')).addVerifyCommand },
      { name: 'import', load: async () => (await import('./import.ts')).addImportCommand },
      { name: 'reproduce', load: async () => (await import('./reproduce.ts')).addReproduceCommand },
    ],
  },
  {
    heading: 'Window:',
    commands: [{ name: 'serve', load: async () => (await import('./serve.ts')).addServeCommand }],
  },
  {
    heading: 'Data:',
    commands: [
      { name: 'import-data', load: async () => (await import('./import-data.ts')).addImportDataCommand },
      { name: 'overlap', load: async () => (await import('./overlap.ts')).addOverlapCommand },
    ],
  },
  {
    heading: 'Single jobs:',
    commands: [
      { name: 'train', load: async () => (await import('./train.ts')).addTrainCommand },
      { name: 'score', load: async () => (await import('./score.ts')).addScoreCommand },
      { name: 'generate', load: async () => (await import('./generate.ts')).addGenerateCommand },
      { name: 'export', load: async () => (await import('./export.ts')).addExportCommand },
    ],
  },
  {
    heading: 'Models and data:',
    commands: [
      { name: 'hub', load: async () => (await import('./hub.ts')).addHubCommand },
      { name: 'import-results', load: async () => (await import('./import-results.ts')).addImportResultsCommand },
      { name: 'export-runs', load: async () => (await import('./export-runs.ts')).addExportRunsCommand },
    ],
  },
  {
    heading: 'Help and upkeep:',
    commands: [
      { name: 'schema', load: async () => (await import('./schema.ts')).addSchemaCommand },
      { name: 'doctor', load: async () => (await import('./doctor.ts')).addDoctorCommand },
      { name: 'rebuild', load: async () => (await import('./rebuild.ts')).addRebuildCommand },
    ],
  },
];

/**
 * Adds the command that is asked for; every command where none is named by the first argument, as for the help of them all or for a
 * word that no command has.
 */
export async function addCommands(program: Command, args: readonly string[]): Promise<void> {
  const isAskedFor = ({ name }: CommandEntry): boolean => name === args[0];
  const isNamed = commandGroups.some(({ commands }) => commands.some(isAskedFor));
  for (const { heading, commands } of commandGroups) {
    program.commandsGroup(heading);
    const adders = await Promise.all(
      commands.filter((entry) => !isNamed || isAskedFor(entry)).map(({ load }) => load()),
    );
    for (const add of adders) add(program);
  }
}
