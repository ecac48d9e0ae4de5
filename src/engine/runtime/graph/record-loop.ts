import type { LoopOptions } from '../program.ts';
import { checkLoopState } from '../scope-rules.ts';
import { tf, type Tensor } from '../tf.ts';
import { FunctionRecorder } from './function-recorder.ts';
import type { GraphBackend } from './graph-backend.ts';
import type { GraphFunction } from './graph-def.ts';

type NumberType = 'float32' | 'int32';

/**
 * Records a loop as a StatelessWhile of two functions, body and condition, that take the same inputs:
 * a step counter, the state, and whatever either of them uses from outside.
 */
export function recordLoop(
  backend: GraphBackend,
  name: string,
  options: LoopOptions,
): { outputs: Tensor[]; functions: GraphFunction[] } {
  const outer = backend.recorder;
  const initial = [tf.scalar(0, 'int32'), ...options.initial];
  const body = new FunctionRecorder(`${name}_body`, outer);
  const condition = new FunctionRecorder(`${name}_condition`, outer);
  const stateOf = (recorder: FunctionRecorder): Tensor[] =>
    initial.map((tensor, index) =>
      asTensor(backend.wrap(recorder.addInput(`state_${index}`, numberType(tensor), tensor.shape))),
    );

  const next = backend.within(body, () => {
    const [count, ...state] = stateOf(body);
    const result = options.body(state);
    checkLoopState(result, options.initial);
    // A result that is a tensor from outside becomes a capture here, before captures are counted.
    return [tf.add(count, tf.scalar(1, 'int32')), ...result].map((tensor) => body.resolve(backend.symbolOf(tensor)));
  });
  const goOn = backend.within(condition, () => {
    const [count, ...state] = stateOf(condition);
    // Both functions must take the same inputs in the same order.
    for (const capture of body.captures) condition.resolve(capture);
    return backend.symbolOf(
      tf.logicalAnd(tf.less(count, tf.scalar(options.maxSteps, 'int32')), options.condition(state)),
    );
  });
  const captures = condition.captures;
  const passed = captures.map((capture) => body.resolve(capture));
  const operands = [...initial.map((tensor) => outer.resolve(backend.symbolOf(tensor))), ...captures];
  const node = outer.addNode(
    'StatelessWhile',
    operands.map((value) => value.from),
    {
      T: { kind: 'types', value: operands.map((value) => value.type) },
      body: { kind: 'function', value: body.name },
      cond: { kind: 'function', value: condition.name },
      output_shapes: { kind: 'shapes', value: operands.map((value) => value.shape) },
      parallel_iterations: { kind: 'int', value: 1 },
    },
  );
  return {
    outputs: options.initial.map((tensor, index) =>
      asTensor(backend.output(node, 'output', tensor.shape, numberType(tensor), index + 1)),
    ),
    functions: [
      body.finish([...next, ...passed].map((value, index) => ({ name: `out_${index}`, value }))),
      condition.finish([{ name: 'out_0', value: goOn }]),
    ],
  };
}

function asTensor(info: ReturnType<GraphBackend['wrap']>): Tensor {
  return tf.engine().makeTensorFromTensorInfo(info);
}

function numberType(tensor: Tensor): NumberType {
  if (tensor.dtype !== 'float32' && tensor.dtype !== 'int32')
    throw new Error(`A loop carries float32 and int32 only, not ${tensor.dtype}; cast it.`);
  return tensor.dtype;
}
