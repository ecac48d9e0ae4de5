import { AppError } from '../../../shared/errors.ts';
import { registerCustomOps } from '../custom-ops.ts';
import type { FunctionSpec, VariableSpec } from '../program.ts';
import { tf, type Tensor } from '../tf.ts';
import { FunctionRecorder } from './function-recorder.ts';
import { GraphBackend, graphBackendName } from './graph-backend.ts';
import type { GraphFunction } from './graph-def.ts';
import { GraphScope } from './graph-scope.ts';
import { registerGraphKernels } from './kernels/index.ts';
import { type InputPack, packInputs, unpackInputs } from './packed-inputs.ts';

export interface RecordedFunction {
  readonly spec: FunctionSpec;
  /** The function's tensor inputs, by type. */
  readonly packs: readonly InputPack[];
  /** The function first, then the bodies of its loops. */
  readonly functions: readonly GraphFunction[];
  /** Variables in the order of the function's resource inputs, which follow the tensor inputs. */
  readonly variables: readonly string[];
  /** Variables whose value from before the call matters. */
  readonly reads: readonly string[];
  readonly assigns: readonly string[];
  readonly outputs: readonly {
    readonly name: string;
    readonly shape: readonly number[];
    readonly dtype: 'float32' | 'int32';
  }[];
}

/**
 * Turns a function of tensors into TensorFlow graph functions by running its body once on symbolic tensors.
 * No weights are needed; time and memory depend on the number of ops only.
 * @throws AppError `runtime/not-recordable` naming the op that has no recording.
 */
export function recordFunction(spec: FunctionSpec, variables: ReadonlyMap<string, VariableSpec>): RecordedFunction {
  const backend = activateGraphBackend();
  const previous = tf.getBackend();
  void tf.setBackend(graphBackendName);
  tf.engine().startScope();
  try {
    return record(backend, spec, variables);
  } catch (error) {
    throw explain(error, spec.name);
  } finally {
    tf.engine().endScope();
    if (previous) void tf.setBackend(previous);
  }
}

let graphBackend: GraphBackend | null = null;

function activateGraphBackend(): GraphBackend {
  if (!graphBackend) {
    const backend = new GraphBackend();
    registerGraphKernels();
    registerCustomOps();
    tf.registerBackend(graphBackendName, () => backend, 0);
    graphBackend = backend;
  }
  return graphBackend;
}

function record(
  backend: GraphBackend,
  spec: FunctionSpec,
  variables: ReadonlyMap<string, VariableSpec>,
): RecordedFunction {
  const recorder = new FunctionRecorder(spec.name, null);
  const scope = new GraphScope(backend, recorder, variables);
  try {
    return backend.within(recorder, () => {
      const packs = packInputs(spec.inputs);
      const inputs: Record<string, Tensor> = {};
      for (const [index, pack] of packs.entries()) {
        const flat = backend.wrap(recorder.addInput(`in_${index}`, pack.dtype, [pack.size]));
        Object.assign(inputs, unpackInputs(pack, tf.engine().makeTensorFromTensorInfo(flat)));
      }
      const results = Object.entries(spec.build(scope, inputs)).map(([name, tensor]) => ({
        name,
        tensor: tensor.dtype === 'bool' ? tf.cast(tensor, 'int32') : tensor,
      }));
      scope.flushAssignments();
      const main = recorder.finish(
        results.map(({ tensor }, index) => ({ name: `out_${index}`, value: backend.symbolOf(tensor) })),
      );
      return {
        spec,
        packs,
        functions: [main, ...scope.loopFunctions],
        variables: scope.usedVariables,
        reads: scope.readVariables,
        assigns: scope.assignedVariables,
        outputs: results.map(({ name, tensor }) => ({
          name,
          shape: tensor.shape,
          dtype: tensor.dtype as 'float32' | 'int32',
        })), // bool was cast above
      };
    });
  } finally {
    scope.release();
  }
}

function explain(error: unknown, functionName: string): unknown {
  const match = error instanceof Error ? /Kernel '(\w+)' not registered for backend/.exec(error.message) : null;
  if (!match) return error;
  return new AppError(
    'runtime/not-recordable',
    `The op ${match[1]}, used in function ${functionName}, cannot be compiled; express it with other ops or add its recording to runtime/graph/kernels.`,
    { cause: error },
  );
}
