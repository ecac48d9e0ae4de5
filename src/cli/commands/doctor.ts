import type { Command } from 'commander';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { exitCodes } from '../../shared/errors.ts';
import { repositoryFolder } from '../places.ts';
import { type CommonOptions, finishCommand } from './options.ts';

export function addDoctorCommand(program: Command): void {
  const command = program
    .command('doctor')
    .description('Says what is installed, what is missing and how to get it.')
    .action(async (options: CommonOptions) => {
      const script = join(repositoryFolder, 'scripts', 'doctor.mjs');
      const child = spawn(process.execPath, [script, ...(options.json ? ['--json'] : [])], { stdio: 'inherit' });
      const [code] = await once(child, 'exit');
      process.exitCode = typeof code === 'number' ? code : exitCodes.failed;
    });
  finishCommand(command, ['doctor']);
}
