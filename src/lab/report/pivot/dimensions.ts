import { AppError } from '../../../shared/errors.ts';
import { describeValue, describeValues, labelSetting, settingInfoByPath } from '../../../shared/settings/describe.ts';
import { listPivotDimensions } from '../../../shared/report/pivot.ts';
import type { ReportData, ReportRun } from '../../../shared/views/report.ts';

/** A run after a number of attack steps; null where the step has no part in it. */
export interface PivotItem {
  readonly member: ReportRun;
  readonly step: number | null;
}

/** What rows or columns are made of. */
export interface PivotDimension {
  readonly label: string;
  /** Undefined where a run lacks the setting. */
  read(item: PivotItem): unknown;
  labelValue(value: unknown): string;
  /** In words, such as "p = 0.1". */
  describe(value: unknown): string;
}

/** The dimension with this name. @throws AppError report/unknown-dimension. */
export function findDimension(data: ReportData, name: string): PivotDimension {
  if (name === 'arm') {
    return {
      label: 'Arm',
      read: ({ member }) => data.arms[member.arm]?.label,
      labelValue: String,
      describe: (value) => String(value),
    };
  }
  if (name === 'method') {
    return {
      label: 'Method',
      read: ({ member }) => data.arms[member.arm]?.methodLabel,
      labelValue: String,
      describe: (value) => `method ${String(value)}`,
    };
  }
  if (name === 'step') {
    return {
      label: 'Attack steps',
      read: ({ step }) => step,
      labelValue: String,
      describe: (value) => (value === 0 ? 'before the attack' : `after ${String(value)} attack steps`),
    };
  }
  const known = listPivotDimensions(data).map((dimension) => dimension.name);
  if (!known.includes(name)) {
    throw new AppError(
      'report/unknown-dimension',
      `Rows, columns and fixed values of a pivot must be ${known.join(', ')}, which vary here; found "${name}".`,
    );
  }
  return {
    label: settingInfoByPath.get(name)?.symbol ?? labelSetting(name),
    read: ({ member }) => member.varying[name] ?? data.conditions[member.condition]?.values[name],
    labelValue: (value) => (value === undefined ? '–' : describeValue(value)),
    describe: (value) => describeValues({ [name]: value }),
  };
}
