import type { Method } from '../../../src/shared/methods/index.ts';
import { runTiny } from './tiny-run.ts';

// Program: trains in the folder of the first argument and dies as by kill -9 after the step of the second.
const [folder, step, method] = process.argv.slice(2);
await runTiny(folder, {
  method: JSON.parse(method) as Method, // written by the test
  keepSteps: [5, 9],
  onStep(done) {
    if (done === Number(step)) process.kill(process.pid, 'SIGKILL');
  },
});
