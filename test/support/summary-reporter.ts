import { writeSync } from 'node:fs';
import type { Reporter, TestModule, TestRunEndReason, TestSuite } from 'vitest/node';

interface Totals {
  passed: number;
  failed: number;
  skipped: number;
}

/**
 * Prints `N passed, N failed` as the very last line of a run. A file that does not load, a failing hook and an error
 * outside any test each count as one failure, because none of them has a test of its own to fail.
 */
export class SummaryReporter implements Reporter {
  #totals: Totals | undefined;

  constructor() {
    process.once('exit', () => {
      if (this.#totals) writeSync(process.stdout.fd, `${describeTotals(this.#totals)}\n`);
    });
  }

  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[], reason: TestRunEndReason): void {
    const totals: Totals = { passed: 0, failed: unhandledErrors.length, skipped: 0 };
    for (const module of modules) countModule(module, totals);
    // The set-up of the run has no test of its own either.
    if (reason === 'failed' && totals.failed === 0) totals.failed = 1;
    this.#totals = totals;
  }
}

function countModule(module: TestModule, totals: Totals): void {
  for (const test of module.children.allTests()) {
    const { state } = test.result();
    if (state === 'passed') totals.passed += 1;
    else if (state === 'skipped') totals.skipped += 1;
    else totals.failed += 1;
  }
  const containers: readonly (TestModule | TestSuite)[] = [module, ...module.children.allSuites()];
  totals.failed += containers.filter((container) => container.errors().length > 0).length;
}

function describeTotals({ passed, failed, skipped }: Totals): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
