import { AppError } from '../../shared/errors.ts';

const diskFullCodes = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/** The system's code of a failed file operation (`ENOENT`, `ENOSPC`, ...), or undefined for any other error. */
export function getSystemCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' && 'syscall' in error ? error.code : undefined;
}

/** Turns a failed read into an AppError that names the file; anything that is not a system error comes back as it is. */
export function describeReadError(error: unknown, file: string, whatItIs: string): unknown {
  const code = getSystemCode(error);
  if (code === undefined) return error;
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new AppError('file/not-found', `${file}: ${whatItIs} was expected here, but there is no such file.`, {
      cause: error,
    });
  }
  return new AppError(
    'file/unreadable',
    `${file}: ${whatItIs} cannot be read (${code}); check the file and its rights.`,
    {
      cause: error,
    },
  );
}

/** Turns a failed write into an AppError that names the target; anything that is not a system error comes back as it is. */
export function describeWriteError(error: unknown, target: string): unknown {
  const code = getSystemCode(error);
  if (code === undefined) return error;
  if (diskFullCodes.has(code)) {
    return new AppError(
      'disk/full',
      `${target}: the disk or quota is full (${code}); nothing was left behind, free some space and try again.`,
      { cause: error },
    );
  }
  return new AppError(
    'disk/unwritable',
    `${target}: cannot be written (${code}); check that the folder exists and its rights.`,
    {
      cause: error,
    },
  );
}
