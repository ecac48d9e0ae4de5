import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { repository } from '../../support/read-imports.ts';

const modulePath = join(repository, 'src/cli/terminal/interrupts.ts');
const script = `
  const { listenForInterrupts } = await import(${JSON.stringify(modulePath)});
  const interrupts = listenForInterrupts({ onFirst: () => console.log('first'), exitCode: 3 });
  interrupts.signal.addEventListener('abort', () => console.log('aborted'));
  setInterval(() => undefined, 1000);
  console.log('ready');
`;

/** A process that never ends by itself; `lines` are what it has printed. */
async function startStubborn() {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (printed += text));
  const exit = once(child, 'exit');
  const waitFor = async (word: string): Promise<void> => {
    while (!printed.includes(word)) await once(child.stdout, 'data');
  };
  await waitFor('ready');
  return { child, exit, waitFor };
}

describe('Ctrl-C', () => {
  it('asks to stop the first time and ends the process the second time', async () => {
    const { child, exit, waitFor } = await startStubborn();
    child.kill('SIGINT');
    await waitFor('aborted');
    // npm passes the keypress on that the terminal has sent already; that is no second one.
    child.kill('SIGINT');
    await wait(1000);
    expect(child.exitCode).toBeNull();
    child.kill('SIGINT');
    expect(await exit).toEqual([3, null]);
  });

  it('is the same as SIGTERM', async () => {
    const { child, exit, waitFor } = await startStubborn();
    child.kill('SIGTERM');
    await waitFor('aborted');
    child.kill('SIGKILL');
    expect(await exit).toEqual([null, 'SIGKILL']);
  });
});
