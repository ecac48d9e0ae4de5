import type { LoopOptions, Scope, VariableSpec } from '../program.ts';
import { assertNoGradient, checkAssignable } from '../scope-rules.ts';
import { tf, type Tensor } from '../tf.ts';
import type { FunctionRecorder } from './function-recorder.ts';
import type { GraphBackend } from './graph-backend.ts';
import type { GraphFunction } from './graph-def.ts';
import { typeAttribute } from './kernels/register.ts';
import { recordLoop } from './record-loop.ts';

/** What a function being recorded does with variables and loops, written as graph nodes. */
export class GraphScope implements Scope {
  readonly loopFunctions: GraphFunction[] = [];
  readonly #backend: GraphBackend;
  readonly #recorder: FunctionRecorder;
  readonly #variables: ReadonlyMap<string, VariableSpec>;
  readonly #handles = new Map<string, string>();
  readonly #current = new Map<string, Tensor>();
  /** Node that read a variable's first value. */
  readonly #reads = new Map<string, string>();
  readonly #assigned = new Set<string>();
  /** Tensors that must outlive the tidies of the function's body. */
  readonly #kept = new Set<Tensor>();
  #loopCount = 0;

  constructor(backend: GraphBackend, recorder: FunctionRecorder, variables: ReadonlyMap<string, VariableSpec>) {
    this.#backend = backend;
    this.#recorder = recorder;
    this.#variables = variables;
  }

  /** Variables in the order of their handles among the function's inputs. */
  get usedVariables(): string[] {
    return [...this.#handles.keys()];
  }

  /** Variables whose value from before the call matters. */
  get readVariables(): string[] {
    return [...this.#reads.keys()];
  }

  get assignedVariables(): string[] {
    return [...this.#assigned];
  }

  read(name: string): Tensor {
    const known = this.#current.get(name);
    if (known) return known;
    const spec = this.#find(name);
    const backend = this.#backend;
    // A variable read for the first time in a loop is read before the loop, which then captures the value.
    return backend.within(this.#recorder, () => {
      const type = { kind: 'type', value: spec.storage } as const;
      const node = this.#recorder.addNode('ReadVariableOp', [this.#handle(name)], { dtype: type });
      this.#reads.set(name, node);
      const stored = spec.storage === 'bfloat16' ? 'float32' : spec.storage;
      const info =
        spec.storage === 'bfloat16'
          ? backend.emit(
              'Cast',
              [`${node}:value:0`],
              { SrcT: type, DstT: typeAttribute('float32'), Truncate: { kind: 'bool', value: false } },
              { output: 'y', shape: spec.shape, dtype: 'float32' },
            )
          : backend.output(node, 'value', spec.shape, stored);
      return this.#hold(name, tf.engine().makeTensorFromTensorInfo(info));
    });
  }

  assign(name: string, value: Tensor): void {
    const spec = this.#find(name);
    if (this.#backend.recorder !== this.#recorder)
      throw new Error(`Variable ${name} was assigned in a loop; assign the loop's result instead.`);
    checkAssignable(spec, value);
    this.#hold(name, value);
    this.#assigned.add(name);
  }

  loop(options: LoopOptions): Tensor[] {
    assertNoGradient();
    const { outputs, functions } = recordLoop(
      this.#backend,
      `${this.#recorder.name}_loop${this.#loopCount++}`,
      options,
    );
    this.loopFunctions.push(...functions);
    return outputs;
  }

  /** Adds the assignments, each after the read of its variable. */
  flushAssignments(): void {
    for (const name of this.#assigned) {
      const value = this.#current.get(name) as Tensor; // set together with the name
      const read = this.#reads.get(name);
      // Without the control input the order of a read and an assignment would be the compiler's choice.
      const inputs = [this.#handle(name), this.#backend.from(value), ...(read ? [`^${read}`] : [])];
      const node = this.#recorder.addNode('AssignVariableOp', inputs, {
        dtype: { kind: 'type', value: this.#find(name).storage },
        validate_shape: { kind: 'bool', value: false },
      });
      this.#recorder.addEffect(node);
    }
  }

  /** Lets tfjs forget the tensors kept for the length of the recording. */
  release(): void {
    for (const tensor of this.#kept) tensor.dispose();
    this.#kept.clear();
  }

  #hold(name: string, tensor: Tensor): Tensor {
    this.#kept.add(tf.keep(tensor));
    this.#current.set(name, tensor);
    return tensor;
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
    if (!spec)
      throw new Error(`Function ${this.#recorder.name} uses the variable ${name}, which the program does not declare.`);
    return spec;
  }
}
