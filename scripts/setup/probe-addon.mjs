import { resolveCacheFolder } from './cache-folder.mjs';
import { describeEnvironment } from './launch.mjs';
import { findNode } from './node-program.mjs';
import { lastLine, runCommand } from './run-command.mjs';
import { readValidStamp } from './stamp.mjs';

/** Runs in a child, because a library that does not fit the machine can end the whole process. */
const script = `
const util = require('node:util');
util.isNullOrUndefined ??= (value) => value === null || value === undefined;
util.isArray ??= Array.isArray;
const tf = require('@tensorflow/tfjs-node-gpu');
const sum = tf.tidy(() => tf.matMul(tf.ones([8, 16]), tf.ones([16, 8])).sum().dataSync()[0]);
console.log('probe ' + JSON.stringify({ sum, isUsingGpu: tf.backend().isUsingGpuDevice === true }));
`;

/**
 * Loads the addon in a child process and multiplies two matrices with it.
 * @param {string} repository
 * @param {string} [cacheFolder]
 * @returns {Promise<{ isWorking: true, isUsingGpu: boolean } | { isWorking: false, reason: string }>}
 */
export async function probeAddon(repository, cacheFolder = resolveCacheFolder()) {
  const library = readValidStamp(repository, cacheFolder)?.library;
  const env = { ...process.env, ...describeEnvironment(process.env, library, cacheFolder) };
  const result = await runCommand(findNode(repository), ['-e', script], { cwd: repository, env });
  const answer = /^probe (.+)$/m.exec(result.output)?.[1];
  if (answer !== undefined) {
    const { sum, isUsingGpu } = JSON.parse(answer);
    if (sum === 1024) return { isWorking: true, isUsingGpu };
    return { isWorking: false, reason: `multiplies wrongly: the sum of an 8x8 product is ${sum}, not 1024` };
  }
  const reason = /Error: (.+)/.exec(result.output)?.[1] ?? lastLine(result.output);
  return { isWorking: false, reason: `does not load: ${reason}` };
}
