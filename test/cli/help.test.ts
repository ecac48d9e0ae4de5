import { describe, expect, it } from 'vitest';
import { runCli } from './support/run-cli.ts';

const experimentCommands = [
  'demo',
  'run',
  'plan',
  'status',
  'report',
  'attack-search',
  'probe',
  'cancel',
  'resume',
  'retry',
];
const commands = [
  ...experimentCommands,
  'import-data',
  'overlap',
  'train',
  'score',
  'generate',
  'export',
  'import-results',
  'export-runs',
  'hub',
  'schema',
  'doctor',
  'rebuild',
];

describe('the help', () => {
  it('of the command line lists every command and succeeds', async () => {
    const { code, stdout, stderr } = await runCli(['--help']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(commands.filter((command) => !new RegExp(`^  ${command} `, 'm').test(stdout))).toEqual([]);
  });

  it('of every command is one sentence, its options and an example', async () => {
    const hubCommands = ['hub search', 'hub show', 'hub download'];
    for (const command of [...commands.filter((name) => name !== 'hub'), ...hubCommands]) {
      const { code, stdout, stderr } = await runCli([...command.split(' '), '--help']);
      expect({ command, code, stderr }).toEqual({ command, code: 0, stderr: '' });
      const sentence = stdout.split('\n\n')[1] ?? '';
      expect(sentence.replaceAll('\n', ' ')).toMatch(/^[A-Z][^.]*\.$/);
      expect(stdout).toContain('--json');
      expect(stdout).toMatch(new RegExp(`\nExample:\n  npm run lab -- ${command}`));
    }
  });

  it('of score takes defaults and bounds from the settings', async () => {
    const { stdout } = await runCli(['score', '--help']);
    expect(stdout.replace(/\s+/g, ' ')).toContain('(whole number from 8 to 131072 tokens; default: 256)');
    expect(stdout.replace(/\s+/g, ' ')).toContain('(alpaca | plain | chat; default: alpaca)');
  });
});

describe('a wrong command line', () => {
  it.each([
    { args: [], says: 'Name a command.' },
    { args: ['fly'], says: "Unknown command 'fly'." },
    { args: ['statsu'], says: "Unknown command 'statsu' (Did you mean status?)" },
    { args: ['run'], says: "Missing required argument 'spec'." },
    { args: ['run', 'a.json', '--slots', '0'], says: 'Expected a whole number of at least 1, found 0.' },
    { args: ['status', '--colour'], says: "Unknown option '--colour'." },
    { args: ['report', 'last', '--format', 'docx'], says: 'Expected some of html, pdf, md, ' },
    { args: ['export', '--out', 'x'], says: 'Export needs either --model or --stage, found neither.' },
    {
      args: ['score', '--model', 'm', '--data', 'd', '--out', 'o', '--columns', 'question=q'],
      says: 'Expected part=column with a part among instruction, input, output, found question=q.',
    },
    {
      args: ['score', '--model', 'm', '--data', 'd', '--out', 'o', '--template', 'fancy'],
      says: 'Expected alpaca | plain | chat, found fancy.',
    },
  ])('ends with exit code 2 and one sentence: $says', async ({ args, says }) => {
    const { code, stdout, stderr } = await runCli(args);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain(says);
    expect(stderr).not.toContain('    at ');
  });

  it('is a JSON object on stdout with --json', async () => {
    const { code, lines, stderr } = await runCli(['run', '--json']);
    expect(code).toBe(2);
    expect(lines()).toEqual([
      { kind: 'error', code: 'usage/command-line', message: "Missing required argument 'spec'." },
    ]);
    expect(stderr).toContain('Missing required argument');
  });
});
