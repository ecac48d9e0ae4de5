import { ActionIcon, Menu } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { text } from '../text/index.ts';
import type { ExportFormat } from './export-chart.ts';

interface ExportMenuProps {
  /** Of the chart. */
  readonly name: string;
  readonly formats: readonly ExportFormat[];
  readonly onExport: (format: ExportFormat) => void;
}

/** The button that saves a chart, in one of these formats. */
export function ExportMenu({ name, formats, onExport }: ExportMenuProps) {
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon title={text.charts.export} variant="subtle" size="sm" aria-label={`${text.charts.export}: ${name}`}>
          <IconDownload size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {formats.map((format) => (
          <Menu.Item key={format} onClick={() => onExport(format)}>
            {text.charts[format]}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
