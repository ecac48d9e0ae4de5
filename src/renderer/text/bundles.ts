const count = (value: number): string => value.toLocaleString('en-US');
const stages = (value: number): string => (value === 1 ? '1 stage was' : `${count(value)} stages were`);
const runs = (value: number): string => (value === 1 ? '1 run' : `${count(value)} runs`);

export const bundlesText = {
  exportItem: 'Make a bundle…',
  exportRuns: (value: number) => `Make a bundle of ${runs(value)}…`,
  importItem: 'Import a bundle…',
  exportTitle: 'Make a bundle',
  group: 'Bundles',
  ofExperiment: (name: string) => `Of the experiment ${name}, without what is in its trash.`,
  ofRuns: (value: number) => `Of ${runs(value)}. Runs that are not over yet stay out.`,
  experiment: 'Experiment',
  noExperiment: 'There is no experiment yet.',
  runsName: (value: number) => `${value}-runs`,
  exportHelp:
    'One file with settings, logs, scores, answers and digests of the runs. It opens as a report in any browser, and others can import, verify and reproduce it.',
  path: 'File on the lab’s machine',
  pathHelp: 'A whole path that ends with .html; the file must not exist yet.',
  adapters: 'Trained weights',
  adapterChoices: {
    none: 'None',
    final: 'The last checkpoint of each training',
    all: 'All checkpoints',
  },
  texts: 'Prompts and answers',
  textsHelp: 'Answers of attacked models can be harmful. Without them verdicts and scores stay.',
  data: 'Data files',
  dataHelp: 'Only where their licences allow you to pass them on. They are not looked at.',
  submit: 'Make the bundle',
  importTitle: 'Importing a bundle',
  done: 'Close',
  exported: (path: string, runCount: number) => `${runs(runCount)} written to ${path}.`,
  imported: (added: number, equal: number) =>
    `${added === 0 ? 'No new run' : `${runs(added)} added`}${equal === 0 ? '' : `; ${stages(equal)} here already`}.`,
  addedWeights: (value: number) => `${stages(value)} here without weights and got them.`,
  addedJudgements: (value: number) => `${stages(value)} here without the verdicts of a later judge and got them.`,
  open: (name: string) => `Open ${name}`,
  differing: (value: number) =>
    `${value === 1 ? '1 stage has' : `${count(value)} stages have`} another result here and stay as they are here:`,
  missing: 'Not found on this machine, so that the runs can be read but not resumed:',
  digest: 'Digest, to compare with whoever made it',
  ownDigest: 'Digest, for whoever gets the file to compare',
  importedBadge: 'imported',
  origin: (fileName: string, when: string) => `Imported from ${fileName} on ${when}`,
};
