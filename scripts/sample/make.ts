import path from 'node:path';
import { pretrainSample } from './pretrain.ts';
import { writeSampleFiles } from './write-data.ts';

const folder = path.resolve(import.meta.dirname, '../../resources/sample');

// The tokenizer and the configuration come first: the model is trained with them.
await writeSampleFiles(folder);
process.stdout.write('Wrote data sets, tokenizer and configuration; pre-training the base model.\n');
pretrainSample(path.join(folder, 'model'), (line) => process.stdout.write(`${line}\n`));
process.stdout.write(`Wrote ${path.join('resources', 'sample', 'model', 'model.safetensors')}.\n`);
