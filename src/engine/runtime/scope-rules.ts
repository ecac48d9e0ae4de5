import type { VariableSpec } from './program.ts';
import { tf, type Tensor } from './tf.ts';

/** The rules for assignments inside a function, shared by both executors. */
export function checkAssignable(spec: VariableSpec, value: Tensor): void {
  if (spec.storage === 'bfloat16')
    throw new Error(`Variable ${spec.name} is stored in bfloat16, so a function must not assign it.`);
  if (value.dtype !== spec.storage || !hasShape(value, spec.shape)) {
    throw new Error(
      `Variable ${spec.name} is ${spec.storage} [${spec.shape.join(', ')}]; it was assigned ${value.dtype} [${value.shape.join(', ')}].`,
    );
  }
}

/** The state that a loop's body returned must be like the one that it was given. */
export function checkLoopState(next: readonly Tensor[], initial: readonly Tensor[]): void {
  if (next.length !== initial.length)
    throw new Error(`The loop's state has ${initial.length} tensors; its body returned ${next.length}.`);
  for (const [index, tensor] of next.entries()) {
    const before = initial[index];
    if (tensor.dtype !== before.dtype || !hasShape(tensor, before.shape)) {
      throw new Error(
        `Loop state ${index} changes from ${before.dtype} [${before.shape.join(', ')}] to ${tensor.dtype} [${tensor.shape.join(', ')}].`,
      );
    }
  }
}

/** A loop has no gradient; without this check the compiler would leave its part of the gradient out in silence. */
export function assertNoGradient(): void {
  if (tf.engine().state.gradientDepth > 0)
    throw new Error('A loop stands inside a function that is differentiated; loops have no gradient. Move it outside.');
}

function hasShape(tensor: Tensor, shape: readonly number[]): boolean {
  return tf.util.arraysEqual(tensor.shape, [...shape]);
}
