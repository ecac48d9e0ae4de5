export { writeFileAtomic, writeFolderAtomic } from './atomic-write.ts';
export { parseJsonText, readJsonFile, readTextFile } from './json-file.ts';
export { checkMemory, getAvailableMemoryBytes } from './memory.ts';
export { expectTensor, type ModelFolder, openModelFolder } from './model-folder.ts';
export { type FloatDtype, type FloatTensorSource, writeModelFolder } from './model-writer.ts';
export { type AdapterTensor, type PeftAdapter, readPeftAdapter } from './peft/read-adapter.ts';
export { type AdapterContents, writePeftAdapter } from './peft/write-adapter.ts';
export {
  type Dtype,
  openSafetensors,
  type SafetensorsFile,
  type TensorInfo,
  type TensorSource,
  writeSafetensors,
} from './safetensors/index.ts';
