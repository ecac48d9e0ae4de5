const count = (value: number): string => value.toLocaleString('en-US');
const runs = (value: number): string => (value === 1 ? '1 run' : `${count(value)} runs`);
const numbers = (value: number): string => (value === 1 ? '1 number' : `${count(value)} numbers`);
const curves = (value: number): string => (value === 1 ? '1 curve' : `${count(value)} curves`);

export const interopText = {
  group: 'Other programs',
  exportItem: 'Export for another program…',
  exportRuns: (value: number) => `Export ${runs(value)} for another program…`,
  importItem: 'Import results…',
  exportTitle: 'Export for another program',
  form: 'Program',
  folder: 'Folder on the lab’s machine',
  folderHelp: 'A new folder; it appears whole or not at all.',
  planned: (runCount: number, leftOut: number) =>
    `${runs(runCount)} with settings, curves and scores.${leftOut === 0 ? '' : ` ${leftOut === 1 ? '1 run is' : `${count(leftOut)} runs are`} not complete and left out.`} Texts of prompts and answers are never part of it.`,
  submit: 'Export',
  exported: (runCount: number, fileCount: number, size: string) =>
    `${runs(runCount)} written: ${fileCount === 1 ? '1 file' : `${count(fileCount)} files`}, ${size}.`,
  place: 'Folder',
  opening: 'Open it with',
  showFolder: 'Show in folder',
  close: 'Close',
  importTitle: 'Import results of another program',
  importHelp:
    'Imported results are shown beside your own, always marked, and never enter a mean, an interval or a test.',
  forms: 'What can be imported',
  dropHint: 'Drop a file or a folder here, or choose it on the lab’s machine.',
  dropNow: 'Let go to look into it.',
  choosePath: 'Choose on the lab’s machine…',
  uploadFiles: 'Send files',
  uploadFolder: 'Send a folder',
  uploadedFolder: 'Folder to send',
  oneOnly: 'Drop one file or one folder.',
  tooLarge: (name: string, most: string) =>
    `${name} is larger than the ${most} that a browser can send; put it onto the lab’s machine and choose it there.`,
  looking: (name: string) => `Looking into ${name} …`,
  recognisedAs: 'Read as',
  recognised: 'recognised by what it holds',
  asTitle: 'Name in lists and reports',
  other: 'Choose something else',
  submitImport: 'Import',
  holds: 'It holds',
  summary: (results: number, curveCount: number, pointCount: number, runCount: number) => {
    const parts = [
      ...(results > 0 ? [numbers(results)] : []),
      ...(curveCount > 0 ? [`${curves(curveCount)} with ${count(pointCount)} points`] : []),
    ];
    return `${parts.join(' and ')} of ${runs(runCount)}.`;
  },
  metrics: (names: readonly string[], more: number) =>
    `Metrics: ${names.join(', ')}${more === 0 ? '' : ` and ${count(more)} more`}.`,
  known: (title: string) => `This was imported before, as “${title}”; importing it again changes nothing.`,
  imported: (title: string) => `“${title}” is imported.`,
  importedKnown: (title: string) => `“${title}” was here already.`,
  showList: 'Show imported results',
  pageTitle: 'Imported results',
  pageHelp:
    'Results of other programs. The Compare page lays them beside your own where you choose them there under “Results from elsewhere”.',
  emptyTitle: 'Nothing was imported yet',
  emptyBody:
    'Results of TamperBench, score files of the Booster authors, TensorBoard events and MLflow runs can be shown beside your own.',
  list: 'Imported results',
  title: 'Name',
  kind: 'Kind',
  when: 'Imported',
  what: 'What',
  trust: 'Trust',
  remove: (title: string) => `Remove “${title}”`,
  removed: (title: string) => `“${title}” is removed.`,
};
