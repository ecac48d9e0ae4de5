import { AppError } from '../shared/errors.ts';
import { runTrainFile } from '../engine/train-file.ts';
import { runAndReport } from './run-and-report.ts';

await runAndReport(async (context) => {
  const [file, outFolder] = process.argv.slice(2);
  if (file === undefined || outFolder === undefined) {
    throw new AppError('worker/usage', 'Usage: node src/worker/train.ts TRAIN_FILE OUT_FOLDER');
  }
  return runTrainFile(file, outFolder, context);
});
