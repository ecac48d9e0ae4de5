export type { Dtype } from './dtypes.ts';
export type { TensorInfo } from './header.ts';
export { openSafetensors, type SafetensorsFile } from './read.ts';
export { countTensorBytes, type TensorSource, writeSafetensors } from './write.ts';
