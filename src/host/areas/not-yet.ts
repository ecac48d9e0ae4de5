import { AppError } from '../../shared/errors.ts';

export function notYet(): never {
  throw new AppError('host/not-yet', 'This part is not built yet.');
}
