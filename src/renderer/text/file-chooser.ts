export const fileChooserText = {
  titles: {
    model: 'Choose a model folder',
    data: 'Choose a data file',
    bundle: 'Choose a bundle',
    results: 'Choose results of another program',
  },
  path: 'Path on the lab’s machine',
  help: {
    model:
      'A folder with config.json, tokenizer.json and safetensors files. Type a path, or use the arrow keys and Enter; Backspace goes up.',
    data: 'A JSON, JSONL, CSV or Parquet file. Type a path, or use the arrow keys and Enter; Backspace goes up.',
    results:
      'A file, or the folder that holds the results: open it, then choose the open folder. Type a path, or use the arrow keys and Enter; Backspace goes up.',
    bundle: 'A bundle, such as results.booster.html. Type a path, or use the arrow keys and Enter; Backspace goes up.',
  },
  list: 'Folders and files',
  up: 'Folder above',
  home: 'Home folder',
  model: 'model',
  folder: 'folder',
  choose: {
    model: 'Choose this model',
    data: 'Choose this file',
    bundle: 'Import this bundle',
    results: 'Choose this file',
  },
  chooseCurrent: 'Choose the open folder',
  empty: {
    model: 'No folder here.',
    data: 'No folder and no JSON, JSONL, CSV or Parquet file here.',
    bundle: 'No folder and no bundle here.',
    results: 'Nothing here.',
  },
  noMatch: 'Nothing here begins like this.',
  more: (count: number) => `${count.toLocaleString('en-US')} more; type how the name begins.`,
};
