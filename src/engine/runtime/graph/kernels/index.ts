import { registerActivationKernels } from './activations.ts';
import { registerElementwiseKernels } from './elementwise.ts';
import { registerIndexingKernels } from './indexing.ts';
import { registerMatmulKernels } from './matmul.ts';
import { registerReductionKernels } from './reductions.ts';
import { registerShapeKernels } from './shapes.ts';

/** Registers every recordable tfjs kernel; a kernel missing here makes recording fail with its name. */
export function registerGraphKernels(): void {
  registerElementwiseKernels();
  registerActivationKernels();
  registerReductionKernels();
  registerShapeKernels();
  registerIndexingKernels();
  registerMatmulKernels();
}
