import { AppError } from '../../../shared/errors.ts';
import { registerCustomOps } from '../custom-ops.ts';
import type { FunctionSpec, LoopOptions, Scope, VariableSpec } from '../program.ts';
import { tf, type Tensor } from '../tf.ts';
import { FunctionRecorder } from './function-recorder.ts';
import { GraphBackend, graphBackendName } from './graph-backend.ts';
import type { GraphFunction } from './graph-def.ts';
import { registerGraphKernels } from './kernels/index.ts';
import { typeAttribute } from './kernels/register.ts';

export interface RecordedFunction {
  readonly spec: FunctionSpec;
  /** The function first, then the bodies of its loops. */
  readonly functions: readonly GraphFunction[];
  /** Variables in the order of the function's resource inputs, which follow the tensor inputs. */
  readonly variables: readonly string[];
  readonly outputs: readonly { readonly name: string; readonly shape: readonly number[]; readonly dtype: 'float32' | 'int32' }[];
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

function record(backend: GraphBackend, spec: FunctionSpec, variables: ReadonlyMap<string, VariableSpec>): RecordedFunction {
  const recorder = new FunctionRecorder(spec.name, null);
  const scope = new GraphScope(backend, recorder, variables);
  return backend.within(recorder, () => {
    const inputs = Object.fromEntries(
      Object.entries(spec.inputs).map(([name, input]) => [name, scope.tensor(backend.wrap(recorder.addInput(`in_${name}`, input.dtype, input.shape)))]),
    );
    const results = Object.entries(spec.build(scope, inputs)).map(([name, tensor]) => ({
      name,
      tensor: tensor.dtype === 'bool' ? tf.cast(tensor, 'int32') : tensor,
    }));
    scope.flushAssignments();
    scope.release();
    const main = recorder.finish(results.map(({ tensor }, index) => ({ name: `out_${index}`, value: backend.symbolOf(tensor) })));
    return {
      spec,
      functions: [main, ...scope.loopFunctions],
      variables: scope.usedVariables,
      outputs: results.map(({ name, tensor }) => ({ name, shape: tensor.shape, dtype: tensor.dtype as 'float32' | 'int32' })), // bool was cast above
    };
  });
}

class GraphScope implements Scope {
  readonly loopFunctions: GraphFunction[] = [];
  readonly #backend: GraphBackend;
  readonly #recorder: FunctionRecorder;
  readonly #variables: ReadonlyMap<string, VariableSpec>;
  readonly #handles = new Map<string, string>();
  readonly #current = new Map<string, Tensor>();
  readonly #assigned = new Set<string>();

  constructor(backend: GraphBackend, recorder: FunctionRecorder, variables: ReadonlyMap<string, VariableSpec>) {
    this.#backend = backend;
    this.#recorder = recorder;
    this.#variables = variables;
  }

  get usedVariables(): string[] {
    return [...this.#handles.keys()];
  }

  tensor(info: ReturnType<GraphBackend['wrap']>): Tensor {
    return tf.engine().makeTensorFromTensorInfo(info);
  }

  read(name: string): Tensor {
    const known = this.#current.get(name);
    if (known) return known;
    const spec = this.#find(name);
    const backend = this.#backend;
    return backend.within(this.#recorder, () => {
      const type = { kind: 'type', value: spec.storage } as const;
      const node = this.#recorder.addNode('ReadVariableOp', [this.#handle(name)], { dtype: type });
      const stored = spec.storage === 'bfloat16' ? 'float32' : spec.storage;
      const info =
        spec.storage === 'bfloat16'
          ? backend.emit('Cast', [`${node}:value:0`], { SrcT: type, DstT: typeAttribute('float32'), Truncate: { kind: 'bool', value: false } }, { output: 'y', shape: spec.shape, dtype: 'float32' })
          : backend.output(node, 'value', spec.shape, stored);
      const tensor = tf.keep(this.tensor(info)); // outlives inner tidies; symbolic, so nothing is held
      this.#current.set(name, tensor);
      return tensor;
    });
  }

  assign(name: string, value: Tensor): void {
    const spec = this.#find(name);
    checkAssignable(spec, value);
    // The old value must have been read first, or reading it later would see the new one.
    this.#handle(name);
    this.#current.set(name, tf.keep(value));
    this.#assigned.add(name);
  }

  /** Adds the assignments, after every read. */
  flushAssignments(): void {
    for (const name of this.#assigned) {
      const value = this.#current.get(name) as Tensor; // set together with the name
      const node = this.#recorder.addNode('AssignVariableOp', [this.#handle(name), this.#backend.from(value)], {
        dtype: { kind: 'type', value: this.#find(name).storage },
        validate_shape: { kind: 'bool', value: false },
      });
      this.#recorder.addEffect(node);
    }
  }

  /** Lets tfjs forget the tensors kept for the length of the recording. */
  release(): void {
    for (const tensor of new Set(this.#current.values())) tensor.dispose();
  }

  loop(options: LoopOptions): Tensor[] {
    const backend = this.#backend;
    const outer = backend.recorder;
    const initial = [tf.scalar(0, 'int32'), ...options.initial];
    const name = `${this.#recorder.name}_loop${this.loopFunctions.length}`;
    const recorders = { body: new FunctionRecorder(`${name}_body`, outer), condition: new FunctionRecorder(`${name}_condition`, outer) };
    const stateOf = (recorder: FunctionRecorder): Tensor[] =>
      initial.map((tensor, index) => this.tensor(backend.wrap(recorder.addInput(`state_${index}`, tensor.dtype as 'float32' | 'int32', tensor.shape)))); // loops carry numbers only

    const next = backend.within(recorders.body, () => {
      const [count, ...state] = stateOf(recorders.body);
      return [tf.add(count, tf.scalar(1, 'int32')), ...options.body(state)];
    });
    next.forEach((tensor, index) => assertSameShape(tensor, initial[index], index));
    const goOn = backend.within(recorders.condition, () => {
      const [count, ...state] = stateOf(recorders.condition);
      // Both functions must take the same inputs in the same order.
      for (const capture of recorders.body.captures) recorders.condition.resolve(capture);
      return tf.logicalAnd(tf.less(count, tf.scalar(options.maxSteps, 'int32')), options.condition(state));
    });
    const captures = recorders.condition.captures;
    const passed = captures.map((capture) => recorders.body.resolve(capture));
    this.loopFunctions.push(
      recorders.body.finish([...next.map((tensor) => backend.symbolOf(tensor)), ...passed].map((value, index) => ({ name: `out_${index}`, value }))),
      recorders.condition.finish([{ name: 'out_0', value: backend.symbolOf(goOn) }]),
    );
    const operands = [...initial.map((tensor) => outer.resolve(backend.symbolOf(tensor))), ...captures];
    const node = outer.addNode('StatelessWhile', operands.map((value) => value.from), {
      T: { kind: 'types', value: operands.map((value) => value.type) },
      body: { kind: 'function', value: recorders.body.name },
      cond: { kind: 'function', value: recorders.condition.name },
      output_shapes: { kind: 'shapes', value: operands.map((value) => value.shape) },
      parallel_iterations: { kind: 'int', value: 1 },
    });
    return options.initial.map((tensor, index) => this.tensor(backend.output(node, 'output', tensor.shape, tensor.dtype as 'float32' | 'int32', index + 1))); // as above
  }

  #handle(name: string): string {
    const known = this.#handles.get(name);
    if (known) return known;
    const input = this.#recorder.addInput(`variable_${this.#handles.size}`, 'resource', []);
    this.#handles.set(name, input.from);
    return input.from;
  }

  #find(name: string): VariableSpec {
    const spec = this.#variables.get(name);
    if (!spec) throw new Error(`Function ${this.#recorder.name} uses the variable ${name}, which the program does not declare.`);
    return spec;
  }
}

/** The rules for assignments inside a function, shared by both executors. */
export function checkAssignable(spec: VariableSpec, value: Tensor): void {
  if (spec.storage === 'bfloat16') throw new Error(`Variable ${spec.name} is stored in bfloat16, so a function must not assign it.`);
  if (value.dtype !== spec.storage || !tf.util.arraysEqual(value.shape, [...spec.shape])) {
    throw new Error(`Variable ${spec.name} is ${spec.storage} [${spec.shape.join(', ')}]; it was assigned ${value.dtype} [${value.shape.join(', ')}].`);
  }
}

function assertSameShape(next: Tensor, initial: Tensor, index: number): void {
  if (next.dtype !== initial.dtype || !tf.util.arraysEqual(next.shape, initial.shape)) {
    throw new Error(`Loop state ${index - 1} changes from ${initial.dtype} [${initial.shape.join(', ')}] to ${next.dtype} [${next.shape.join(', ')}].`);
  }
}

function explain(error: unknown, functionName: string): unknown {
  const match = error instanceof Error ? /Kernel '(\w+)' not registered for backend/.exec(error.message) : null;
  if (!match) return error;
  return new AppError('runtime/not-recordable', `The op ${match[1]}, used in function ${functionName}, cannot be compiled; express it with other ops or add its recording to runtime/graph/kernels.`, { cause: error });
}
