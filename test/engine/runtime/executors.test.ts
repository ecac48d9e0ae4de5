import { createCompiledExecutor } from '../../../src/engine/runtime/compiled-executor.ts';
import { createEagerExecutor } from '../../../src/engine/runtime/eager-executor.ts';
import { describeExecutor } from './executor-contract.ts';

describeExecutor('compiled', (program) => createCompiledExecutor(program));
describeExecutor('eager cpu', (program) => createEagerExecutor(program, { backend: 'cpu' }));
describeExecutor('eager TensorFlow', (program) => createEagerExecutor(program, { backend: 'tensorflow' }));
