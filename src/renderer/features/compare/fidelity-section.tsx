import { Code, Group, Select, Stack, Table, Text, UnstyledButton } from '@mantine/core';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { useId, useState } from 'react';
import type { ArmFidelity } from '../../../shared/views/report.ts';
import { RunSwatch } from '../../charts/run-swatch.tsx';
import { Section } from '../../components/section.tsx';
import { text } from '../../text/index.ts';
import { useComparison } from './comparison-view.tsx';

const paper = 'paper';
/** More runs than this are chosen better on the command line. */
const offeredRuns = 200;

/** How near each arm is to the paper's recipe or to a run; a badge per arm, which opens to what differs. */
export function FidelitySection({ onRecipe }: { onRecipe: (runId: string | undefined) => void }) {
  const { data, hiddenArms } = useComparison();
  const { fidelity } = data;
  if (!fidelity) return null;
  const words = text.compare.fidelity;
  const runs = data.runs.members.slice(0, offeredRuns).map((run) => ({
    value: run.runId,
    label: text.compare.curveLabel(
      data.arms[run.arm]?.label ?? '',
      data.conditions.length > 1 ? (data.conditions[run.condition]?.label ?? '') : '',
      run.seed,
    ),
  }));
  return (
    <Section
      title={words.title}
      actions={
        <Select
          size="xs"
          w={260}
          aria-label={words.recipe}
          searchable
          allowDeselect={false}
          data={[{ value: paper, label: words.paper }, ...runs]}
          value={fidelity.recipe.name}
          onChange={(value) => onRecipe(value === paper || value === null ? undefined : value)}
        />
      }
    >
      <Stack gap="xs">
        <Text size="sm">{words.help}</Text>
        {fidelity.arms
          .filter(({ arm }) => !hiddenArms.has(arm))
          .map((it) => (
            <ArmBadge key={it.arm} fidelity={it} />
          ))}
      </Stack>
    </Section>
  );
}

function ArmBadge({ fidelity }: { fidelity: ArmFidelity }) {
  const { data, styles, pointAt } = useComparison();
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  const style = styles[fidelity.arm];
  const label = data.arms[fidelity.arm]?.label ?? '';
  const differing = [...fidelity.changed, ...fidelity.missing];
  const Chevron = isOpen ? IconChevronDown : IconChevronRight;
  return (
    <div>
      <UnstyledButton
        aria-expanded={isOpen}
        aria-controls={id}
        title={differing.map((row) => text.compare.fidelity.row(row.label, row.recipe, row.found)).join('\n')}
        onClick={() => setOpen(!isOpen)}
        onFocus={() => pointAt(fidelity.arm)}
        onBlur={() => pointAt(null)}
      >
        <Group gap={6} wrap="nowrap">
          <Chevron size={14} aria-hidden style={{ flex: 'none' }} />
          {style && <RunSwatch style={style} />}
          <Text size="sm" fw={600} style={{ whiteSpace: 'nowrap' }}>
            {label}
          </Text>
          <Text size="sm">{fidelity.badge}</Text>
        </Group>
      </UnstyledButton>
      <div id={id} hidden={!isOpen}>
        {isOpen && <Details fidelity={fidelity} name={label} />}
      </div>
    </div>
  );
}

function Details({ fidelity, name }: { fidelity: ArmFidelity; name: string }) {
  const words = text.compare.fidelity;
  const rows = [
    ...fidelity.changed.map((row) => ({ row, state: words.changed })),
    ...fidelity.missing.map((row) => ({ row, state: words.missing })),
  ];
  if (rows.length === 0) return <Text size="sm">{words.allEqual}</Text>;
  return (
    <Table verticalSpacing={3} aria-label={words.tableOf(name)} maw={900}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">{text.compare.setting}</Table.Th>
          <Table.Th scope="col">{words.inRecipe}</Table.Th>
          <Table.Th scope="col">{words.here}</Table.Th>
          <Table.Th scope="col">{words.compared}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {rows.map(({ row, state }) => (
          <Table.Tr key={row.path}>
            <Table.Th scope="row" fw={400}>
              {row.label} <Code fz="xs">{row.path}</Code>
            </Table.Th>
            <Table.Td>{row.recipe}</Table.Td>
            <Table.Td fw={600}>{row.found}</Table.Td>
            <Table.Td>{state}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
