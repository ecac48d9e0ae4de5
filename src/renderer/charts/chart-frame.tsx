import { Box, Group, Stack, Text, Title } from '@mantine/core';
import { type ReactNode, useId } from 'react';
import { type ExportFormat, exportChart, exportFormats } from './export-chart.ts';
import { ExportMenu } from './export-menu.tsx';

interface ChartFrameProps {
  readonly name: string;
  readonly help?: string | undefined;
  readonly headingOrder?: 2 | 3 | 4;
  readonly actions?: ReactNode;
  readonly writeCsv: () => string;
  /** Null where there is no picture, only a table. */
  readonly writeSvg: (() => string) | null;
  readonly children: ReactNode;
}

/** Heading, help and exports around a chart that is drawn as SVG or as a table. */
export function ChartFrame({ name, help, headingOrder = 3, actions, writeCsv, writeSvg, children }: ChartFrameProps) {
  const headingId = useId();
  const formats = writeSvg ? exportFormats : (['csv'] as const);
  const save = (format: ExportFormat) => void exportChart({ name, format, writeCsv, writeSvg: writeSvg ?? (() => '') });
  return (
    <Stack gap={4} component="section" aria-labelledby={headingId}>
      <Group justify="space-between" wrap="nowrap" align="flex-start" gap="xs">
        <Box miw={0}>
          <Title order={headingOrder} id={headingId} fz="sm">
            {name}
          </Title>
          {help && <Text size="xs">{help}</Text>}
        </Box>
        <Group gap={4} wrap="nowrap">
          {actions}
          <ExportMenu name={name} formats={formats} onExport={save} />
        </Group>
      </Group>
      {children}
    </Stack>
  );
}

/** The text of an SVG element on the page, as a document of its own on a page of this colour. */
export function copySvg(element: SVGSVGElement | null, page: string): string {
  if (!element) return '';
  const copy = element.cloneNode(true) as SVGSVGElement; // a clone is of its original's kind
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  copy.style.background = page;
  copy.style.fontFamily = 'system-ui, sans-serif';
  return new XMLSerializer().serializeToString(copy);
}
