import { CommanderError } from 'commander';
import { AppError, CancelledError, describeError, exitCodes } from '../../shared/errors.ts';
import { clean } from './text.ts';

const helpCodes = new Set(['commander.helpDisplayed', 'commander.version']);

/**
 * Says on stderr why a command did not succeed, and on stdout too with --json. Returns the exit code.
 * An expected failure is one sentence with its code; only a bug shows a stack.
 */
export function reportError(error: unknown, options: { readonly isJson: boolean }): number {
  if (error instanceof CommanderError && (helpCodes.has(error.code) || error.exitCode === exitCodes.ok))
    return exitCodes.ok;
  const described = describe(error);
  if (options.isJson) {
    process.stdout.write(`${JSON.stringify({ kind: 'error', code: described.code, message: described.message })}\n`);
  }
  process.stderr.write(`${described.text}\n`);
  return described.exitCode;
}

interface DescribedFailure {
  readonly code: string;
  readonly message: string;
  readonly text: string;
  readonly exitCode: number;
}

function describe(error: unknown): DescribedFailure {
  const { code, message, stack } = describeError(error);
  if (error instanceof CommanderError) return describeUsage(error);
  if (error instanceof CancelledError) return { code, message, text: message, exitCode: exitCodes.cancelled };
  if (error instanceof AppError) {
    const exitCode = code.startsWith('usage/') ? exitCodes.usage : exitCodes.failed;
    return { code, message, text: `${clean(message)} (${code})`, exitCode };
  }
  const text = `This is a bug in Booster Lab; please report it with what follows.\n${stack ?? message}`;
  return { code, message, text, exitCode: exitCodes.failed };
}

function describeUsage(error: CommanderError): DescribedFailure {
  const code = 'usage/command-line';
  // Called without a command, commander has printed the help and has nothing more to say.
  const isHelp = error.code === 'commander.help';
  const words = isHelp ? 'Name a command.' : error.message.replace(/^error: /, '').replace(/\n/g, ' ');
  const sentence = `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`;
  const message = /[.!?)]$/.test(sentence) ? sentence : `${sentence}.`;
  return { code, message, text: `${clean(message)} (${code})`, exitCode: exitCodes.usage };
}
