import { ActionIcon, Button, Popover, SegmentedControl, Slider, Stack, Switch, Text } from '@mantine/core';
import { IconAdjustmentsHorizontal, IconTable, IconZoomReset } from '@tabler/icons-react';
import { useId } from 'react';
import { text } from '../text/index.ts';
import { type ExportFormat, exportFormats } from './export-chart.ts';
import { ExportMenu } from './export-menu.tsx';
import type { ChartView } from './series.ts';
import type { XMode } from './x-axis.ts';

export interface XAxisChoice {
  readonly mode: XMode;
  readonly modes: readonly XMode[];
  readonly onChange: (mode: XMode) => void;
}

interface ChartToolbarProps {
  readonly name: string;
  readonly view: ChartView;
  readonly onView: (view: ChartView) => void;
  readonly xAxis?: XAxisChoice;
  readonly isTable: boolean;
  readonly onTable: (isTable: boolean) => void;
  readonly isZoomed: boolean;
  readonly onShowAll: () => void;
  readonly onExport: (format: ExportFormat) => void;
}

/** The buttons of a chart: how it is drawn, table or picture, exports. */
export function ChartToolbar(props: ChartToolbarProps) {
  const { name, isTable, onTable, isZoomed, onShowAll, onExport } = props;
  const tableLabel = isTable ? text.charts.showChart : text.charts.showTable;
  return (
    <>
      {isZoomed && (
        <ActionIcon
          title={`${text.charts.reset} (${text.charts.resetHint})`}
          variant="subtle"
          size="sm"
          aria-label={`${text.charts.reset}: ${name}`}
          onClick={onShowAll}
        >
          <IconZoomReset size={16} aria-hidden />
        </ActionIcon>
      )}
      <ViewPopover {...props} />
      <ActionIcon
        title={tableLabel}
        variant={isTable ? 'filled' : 'subtle'}
        size="sm"
        aria-label={`${text.charts.showTable}: ${name}`}
        aria-pressed={isTable}
        onClick={() => onTable(!isTable)}
      >
        <IconTable size={16} aria-hidden />
      </ActionIcon>
      <ExportMenu name={name} formats={exportFormats} onExport={onExport} />
    </>
  );
}

function ViewPopover({ name, view, onView, xAxis, isZoomed, onShowAll }: ChartToolbarProps) {
  const smoothingId = useId();
  const toggle = (key: 'isXLog' | 'isYLog' | 'isClipped', label: string) => (
    <Switch
      size="xs"
      label={label}
      checked={view[key]}
      onChange={(event) => onView({ ...view, [key]: event.currentTarget.checked })}
    />
  );
  return (
    <Popover position="bottom-end" trapFocus withinPortal shadow="md">
      <Popover.Target>
        <ActionIcon title={text.charts.view} variant="subtle" size="sm" aria-label={`${text.charts.view}: ${name}`}>
          <IconAdjustmentsHorizontal size={16} aria-hidden />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown aria-label={`${text.charts.view}: ${name}`}>
        <Stack gap="xs" w={260}>
          <div>
            <Text size="xs" fw={600} id={smoothingId}>
              {text.charts.smoothing} {view.smoothing === 0 ? '' : view.smoothing.toFixed(2)}
            </Text>
            <Slider
              size="sm"
              min={0}
              max={0.99}
              step={0.01}
              value={view.smoothing}
              onChange={(smoothing) => onView({ ...view, smoothing })}
              thumbLabel={text.charts.smoothing}
              label={(value) => value.toFixed(2)}
            />
            <Text size="xs">{text.charts.smoothingHelp}</Text>
          </div>
          {toggle('isXLog', text.charts.logX)}
          {toggle('isYLog', text.charts.logY)}
          {toggle('isClipped', text.charts.clip)}
          {xAxis && xAxis.modes.length > 1 && (
            <div>
              <Text size="xs" fw={600}>
                {text.charts.xAxis}
              </Text>
              <SegmentedControl
                size="xs"
                fullWidth
                aria-label={text.charts.xAxis}
                value={xAxis.mode}
                onChange={xAxis.onChange}
                data={xAxis.modes.map((mode) => ({ value: mode, label: text.charts.xModes[mode] }))}
              />
            </div>
          )}
          <Button size="xs" variant="default" disabled={!isZoomed} onClick={onShowAll}>
            {text.charts.reset}
          </Button>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
