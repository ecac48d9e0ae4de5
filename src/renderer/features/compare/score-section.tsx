import { Box, Button, Group, Menu, Switch, Table, Text, UnstyledButton } from '@mantine/core';
import { IconCopy } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import type { ScoreRow } from '../../../shared/report/score-table.ts';
import { RunSwatch } from '../../charts/run-swatch.tsx';
import { Section } from '../../components/section.tsx';
import { showDone, showError } from '../../components/toasts.tsx';
import { text } from '../../text/index.ts';
import { useComparison } from './comparison-view.tsx';
import {
  encodeTableCsv,
  encodeTableLatex,
  encodeTableMarkdown,
  listTableBlocks,
  type TableView,
} from './copy-table.ts';

/** HS and FA per condition and arm with intervals, and each arm's difference to the baseline. */
export function ScoreSection({ step }: { step: number }) {
  const { data, headline, hiddenArms } = useComparison();
  const [showsAll, setShowsAll] = useState(false);
  const view = useMemo(
    (): TableView => ({ step, hiddenArms, metrics: showsAll ? data.metrics.map((_, index) => index) : headline }),
    [step, hiddenArms, showsAll, data.metrics, headline],
  );
  const blocks = useMemo(() => listTableBlocks(data, view), [data, view]);
  return (
    <Section
      title={text.compare.scores}
      actions={
        <Group gap="md" wrap="nowrap">
          {data.metrics.length > headline.length && (
            <Switch
              size="xs"
              label={text.compare.allMetrics}
              checked={showsAll}
              onChange={(event) => setShowsAll(event.currentTarget.checked)}
            />
          )}
          <CopyMenu view={view} />
        </Group>
      }
    >
      <Box style={{ overflowX: 'auto' }}>
        <Table verticalSpacing={5} highlightOnHover aria-label={text.compare.scores}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">{text.compare.condition}</Table.Th>
              <Table.Th scope="col">{text.compare.arm}</Table.Th>
              <Table.Th scope="col" ta="right" title={text.compare.seedsHelp}>
                {text.compare.seeds}
              </Table.Th>
              {view.metrics.map((metric) => (
                <Table.Th key={metric} scope="col" ta="right" title={data.metrics[metric]?.help}>
                  {text.compare.percent(data.metrics[metric]?.label ?? '')}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          {blocks.map((block) => (
            <Table.Tbody key={block.condition} style={{ borderTop: '1px solid var(--table-border-color)' }}>
              {block.rows.map((row, index) => (
                <Row
                  key={`${row.kind} ${row.arm}`}
                  row={row}
                  group={index === 0 ? { label: block.label, span: block.rows.length } : null}
                />
              ))}
            </Table.Tbody>
          ))}
        </Table>
      </Box>
      <Text size="xs" mt="xs">
        {text.compare.scoreNote} {hiddenArms.size > 0 && text.compare.hiddenNote(hiddenArms.size)}
      </Text>
    </Section>
  );
}

function Row({ row, group }: { row: ScoreRow; group: { label: string; span: number } | null }) {
  const { styles, pointAt, togglePinned, pinnedArms, isFaded } = useComparison();
  const style = styles[row.arm];
  const isScore = row.kind === 'score';
  const opacity = isFaded(row.arm) ? 0.65 : 1;
  return (
    <Table.Tr onMouseEnter={() => pointAt(row.arm)} onMouseLeave={() => pointAt(null)}>
      {group && (
        <Table.Th scope="rowgroup" rowSpan={group.span} style={{ verticalAlign: 'top', whiteSpace: 'nowrap' }} fw={500}>
          {group.label}
        </Table.Th>
      )}
      <Table.Th scope="row" fw={400} pl={isScore ? undefined : 'xl'} opacity={opacity}>
        <UnstyledButton
          fz="sm"
          onFocus={() => pointAt(row.arm)}
          onBlur={() => pointAt(null)}
          onClick={() => togglePinned(row.arm)}
          aria-pressed={pinnedArms.has(row.arm)}
        >
          <Group gap={6} wrap="nowrap" style={{ whiteSpace: 'nowrap' }}>
            {isScore && style && <RunSwatch style={style} />}
            {row.label}
          </Group>
        </UnstyledButton>
      </Table.Th>
      <Table.Td ta="right" opacity={opacity}>
        {row.n ?? text.compare.unevenSeeds}
      </Table.Td>
      {row.cells.map((cell, index) => (
        <Table.Td
          key={index}
          ta="right"
          fw={cell.isClearWinner ? 700 : 400}
          opacity={opacity}
          style={{ whiteSpace: 'nowrap' }}
        >
          {cell.text}
        </Table.Td>
      ))}
    </Table.Tr>
  );
}

function CopyMenu({ view }: { view: TableView }) {
  const { data } = useComparison();
  const copy = (write: typeof encodeTableCsv) => {
    navigator.clipboard.writeText(write(data, view)).then(() => showDone(text.compare.copiedTable), showError);
  };
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button size="xs" variant="default" leftSection={<IconCopy size={14} aria-hidden />}>
          {text.compare.copyTable}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => copy(encodeTableMarkdown)}>{text.compare.asMarkdown}</Menu.Item>
        <Menu.Item onClick={() => copy(encodeTableCsv)}>{text.compare.asCsv}</Menu.Item>
        <Menu.Item onClick={() => copy(encodeTableLatex)}>{text.compare.asLatex}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
