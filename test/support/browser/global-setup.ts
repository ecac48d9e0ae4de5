import type { TestProject } from 'vitest/node';
import { findBrowserHere } from '../../../scripts/browser/find-browser.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Path of the browser that page tests drive; empty where there is none, and they are skipped. */
    browserPath: string;
  }
}

/** Finds the browser once for all test files; on CI a missing one is a failure. */
export function setup(project: TestProject): void {
  const choice = findBrowserHere();
  if ('missing' in choice) {
    if (process.env['CI'] === 'true') throw new Error(choice.missing);
    process.stdout.write(`Tests in a browser are skipped. ${choice.missing}\n`);
  }
  project.provide('browserPath', 'path' in choice ? choice.path : '');
}
