import { listSettings } from '../../shared/settings/setting.ts';
import { runSettingsSchema } from '../../shared/spec/experiment.ts';
import { describeNode, describeSetting, showValue } from './describe-setting.ts';
import { buildSettingsSchema, collectPaths } from './experiment-schema.ts';

/** One setting as documentation shows it; every value is text. */
export interface SettingRow {
  readonly path: string;
  readonly label: string;
  readonly defaultText: string;
  readonly bounds: string;
  readonly paper: string;
  readonly help: string;
}

/** Every setting of a run, in order of declaration. */
export function listSettingRows(): SettingRow[] {
  const nodes = collectPaths(buildSettingsSchema());
  return listSettings(runSettingsSchema).map(({ path, schema, info }) => {
    // Groups change defaults of their members, so the place decides and not the schema alone.
    const node = nodes.get(path);
    const { defaultText, bounds } = node ? describeNode(node) : describeSetting(schema);
    return {
      path,
      label: info.symbol ? `${info.label} ${info.symbol}` : info.label,
      defaultText,
      bounds: info.unit ? `${bounds} (${info.unit})` : bounds,
      paper: info.paper === undefined ? '' : showValue(info.paper),
      help: info.help,
    };
  });
}

/** The settings as a GitHub-flavoured Markdown table. */
export function renderSettingsMarkdown(rows: readonly SettingRow[]): string {
  const head = ['setting', 'label', 'default', 'values', 'paper', 'meaning'];
  const cells = rows.map((row) => [`\`${row.path}\``, row.label, row.defaultText, row.bounds, row.paper, row.help]);
  const renderRow = (row: readonly string[]): string => `| ${row.map(escapeCell).join(' | ')} |`;
  return [renderRow(head), `|${' --- |'.repeat(head.length)}`, ...cells.map(renderRow)].join('\n');
}

function escapeCell(text: string): string {
  return text.replaceAll('|', '\\|');
}
