import { readModelConfig } from '../src/engine/models/registry.ts';
import { countStepFlops } from './flops.ts';
import type { MatmulRates } from './matmul-rate.ts';
import type { PairResult } from './measure.ts';
import { readBenchData } from './sides/data-file.ts';
import { median } from './statistics.ts';
import { formatTable } from './table.ts';

/** For each training step the rate of its needed operations and which part of the machine's matmul rate that is. */
export function formatShares(results: readonly PairResult[], rates: MatmulRates): string {
  const rows = results.flatMap(({ pair, ours, reference }) => {
    if (!pair.training) return [];
    const { input, trainable, method } = pair.training;
    const flops = countStepFlops(readModelConfig(input.modelFolder), trainable, method, readBenchData(input.dataFile));
    const share = (ms: readonly number[], rate: number): string => {
      const reached = flops / median(ms) / 1e6;
      return `${reached.toFixed(1)} (${((100 * reached) / rate).toFixed(0)} %)`;
    };
    return [[pair.name, (flops / 1e9).toFixed(2), share(ours, rates.ours), share(reference, rates.reference)]];
  });
  if (rows.length === 0) return '';
  return formatTable(['training step', 'GFLOP needed', 'ours GFLOP/s', 'reference GFLOP/s'], rows);
}
