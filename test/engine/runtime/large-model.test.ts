import { expect, it } from 'vitest';
import { runProcess } from './processes/run-process.ts';

it('records a Booster step of a 7B model in seconds and megabytes', () => {
  const report = JSON.parse(runProcess('record-large-model.ts'));
  // Measured: 0.9 s, 146 MB, 2.5 MB. The weights would be 13,000 MB.
  expect(report.cpuSeconds).toBeLessThan(15);
  expect(report.extraMb).toBeLessThan(300);
  expect(report.encodedMb).toBeLessThan(20);
  expect(report.nodes).toBeGreaterThan(10_000);
});
