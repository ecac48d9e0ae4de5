import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { AppError } from '../../../shared/errors.ts';
import { type ReportData, reportDataVersion } from '../../../shared/views/report.ts';
import { formatPath, showValue } from '../../plan/spec-error.ts';
import { reportSchema } from './report-schema.ts';

const versionSchema = z.object({ version: z.int() });

/**
 * A report as it was frozen in report.json: other kinds of files are made of it again, byte for byte.
 * @throws AppError report/no-record, report/bad-record naming place, expected and found.
 */
export function readRecord(path: string): ReportData {
  const input = parse(path, readText(path));
  const version = versionSchema.safeParse(input).data?.version;
  if (version !== undefined && version !== reportDataVersion) {
    throw new AppError(
      'report/bad-record',
      `${path} has version ${version} of a report's record, and this program reads version ${reportDataVersion}; write the report again from its experiment.`,
    );
  }
  const parsed = reportSchema.safeParse(input);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const place = formatPath(issue?.path ?? []) || 'the file';
    const found = findAt(input, issue?.path ?? []);
    throw new AppError(
      'report/bad-record',
      `${path} is no record of a report: ${place}: ${issue?.message ?? 'not valid'}, found ${showValue(found)}; expected a report.json that Booster Lab wrote.`,
    );
  }
  checkPlaces(path, parsed.data);
  // The input itself, which was found valid: parsing would put its keys into another order, and the bytes would differ.
  return input as ReportData;
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AppError('report/no-record', `The report's record ${path} cannot be read: ${reason}.`, { cause: error });
  }
}

function parse(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AppError('report/bad-record', `${path} is not JSON: ${reason}.`, { cause: error });
  }
}

/** Numbers that name an arm, a condition, a metric or a run must name one that there is. */
function checkPlaces(path: string, data: ReportData): void {
  const check = (what: string, place: number | null, count: number): void => {
    if (place !== null && (place < 0 || place >= count)) {
      throw new AppError(
        'report/bad-record',
        `${path} is no record of a report: it names ${what} ${place}, and has ${count} of them, counted from 0.`,
      );
    }
  };
  const { arms, conditions, metrics, runs } = data;
  const grouped = [...data.scores, ...data.differences, ...data.promptComparisons, ...data.flips, ...data.categories];
  for (const it of [...grouped, ...data.findings]) {
    check('arm', it.arm, arms.length);
    check('condition', it.condition, conditions.length);
    check('metric', it.metric, metrics.length);
  }
  for (const it of [...data.runs.members, ...data.samples.flatMap(({ responses }) => responses), ...data.curves]) {
    check('arm', it.arm, arms.length);
  }
  for (const it of data.verdicts) check('run', it.run, runs.members.length);
  check('arm', data.baselineArm, arms.length);
}

function findAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (member, key) =>
      typeof member === 'object' && member !== null ? (member as Record<PropertyKey, unknown>)[key] : undefined, // an object has keys
    value,
  );
}
