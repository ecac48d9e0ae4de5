/**
 * The one place from which the engine takes tfjs. Model and method code is written with these tensors and ops;
 * which executor runs them (compiled or eager) is decided elsewhere.
 */
// The union package registers the gradients of all ops and the pure-JavaScript `cpu` backend.
import '@tensorflow/tfjs';
import { registerLeanGradients } from './gradients.ts';

registerLeanGradients();

export * as tf from '@tensorflow/tfjs-core';
export type { Tensor, TensorInfo } from '@tensorflow/tfjs-core';
