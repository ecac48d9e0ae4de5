import type { Command } from 'commander';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { exitCodes } from '../../shared/errors.ts';
import { repositoryFolder } from '../places.ts';
import { openTerminal } from '../terminal/terminal.ts';
import { type CommonOptions, finishCommand } from './options.ts';

const scriptPath = join(repositoryFolder, 'scripts', 'doctor.mjs');
const inspectionSchema = z.looseObject({});

export function addDoctorCommand(program: Command): void {
  const command = program
    .command('doctor')
    .description('Says what is installed, what is missing and how to get it.')
    .action(async ({ json }: CommonOptions) => {
      const child = spawn(process.execPath, [scriptPath, ...(json ? ['--json'] : [])], {
        stdio: ['inherit', json ? 'pipe' : 'inherit', 'inherit'],
      });
      const [printed, [code]] = await Promise.all([child.stdout ? text(child.stdout) : '', once(child, 'exit')]);
      if (json)
        openTerminal({ isJson: true }).emit({ kind: 'inspected', ...inspectionSchema.parse(JSON.parse(printed)) });
      process.exitCode = typeof code === 'number' ? code : exitCodes.failed;
    });
  finishCommand(command, ['doctor']);
}
