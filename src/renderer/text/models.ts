const count = (value: number): string => value.toLocaleString('en-US');

export const modelsText = {
  title: 'Models',
  add: 'Add a model folder',
  help: 'A model is a folder in Hugging Face layout on the lab’s machine: config.json, tokenizer.json and safetensors files. It stays where it is; only its place is remembered.',
  list: 'Models that experiments can start from',
  columns: {
    name: 'Name',
    family: 'Family',
    parameters: 'Parameters',
    actions: 'Actions',
  },
  sample: 'sample',
  missing: 'folder missing',
  missingHelp: 'The folder is not where it was, or has lost its weights; put it back, or remove the entry.',
  look: 'Check the folder',
  lookAt: (name: string) => `Check the folder of ${name}`,
  remove: 'Remove from the list',
  removeNamed: (name: string) => `Remove ${name} from the list`,
  removed: (name: string) => `“${name}” was removed from the list; its folder was not touched.`,
  restored: (name: string) => `“${name}” is in the list again.`,
  added: (name: string) => `“${name}” was added.`,
  addTitle: 'Add a model',
  name: 'Name',
  nameHelp: 'How forms and lists show it.',
  otherFolder: 'Another folder',
  submit: 'Add the model',
  checking: 'Checking the folder',
  valid: 'This folder can be trained',
  validHelp: 'Configuration, every weight’s shape and the tokenizer fit together.',
  problemsTitle: (value: number) =>
    `${count(value)} ${value === 1 ? 'problem keeps' : 'problems keep'} this folder from being used`,
  facts: {
    path: 'Folder',
    family: 'Family',
    parameters: 'Parameters',
    stored: 'Weights on disk',
    precision: 'Stored as',
    vocabulary: 'Vocabulary',
    layers: 'Layers',
    hidden: 'Hidden size',
    positions: 'Longest text',
    targets: 'LoRA targets',
  },
  tokens: (value: number) => `${count(value)} tokens`,
  parameters: (value: number) =>
    value >= 1e9
      ? `${(value / 1e9).toLocaleString('en-US', { maximumSignificantDigits: 3 })} billion`
      : value >= 1e6
        ? `${(value / 1e6).toLocaleString('en-US', { maximumSignificantDigits: 3 })} million`
        : count(value),
};
