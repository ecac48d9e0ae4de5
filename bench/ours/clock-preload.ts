// Loaded with `node --import` into every process that the lab starts; only a stage's worker gets a clock.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { startNativeClock } from './native-clock.ts';

const folder = process.env['BOOSTER_LAB_BENCH_CLOCKS'];
const [, program = '', stageFolder = ''] = process.argv;

if (folder && program.endsWith(path.join('worker', 'stage.ts'))) {
  const clock = startNativeClock();
  process.on('exit', () => {
    const firstEndedAtMs = performance.timeOrigin + clock.firstEndedAtMs;
    const file = path.join(folder, `${path.basename(stageFolder)}.json`);
    writeFileSync(file, JSON.stringify({ stageFolder, calls: clock.calls, firstEndedAtMs, nativeMs: clock.laterMs }));
  });
}
