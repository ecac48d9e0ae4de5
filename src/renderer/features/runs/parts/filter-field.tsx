import { ActionIcon, Box, Code, Group, Paper, Popover, Stack, Text, TextInput, Tooltip } from '@mantine/core';
import { IconAlertTriangle, IconFilter, IconHelp, IconX } from '@tabler/icons-react';
import { type RefObject, useId } from 'react';
import { text } from '../../../text/index.ts';
import type { FilterProblem } from '../filter/filter-rows.ts';
import type { Column } from '../model/column.ts';

interface FilterFieldProps {
  readonly value: string;
  readonly problems: readonly FilterProblem[];
  readonly columns: readonly Column[];
  readonly onChange: (filter: string) => void;
  /** Down or Enter: on to the rows. */
  readonly onLeave: () => void;
  readonly field: RefObject<HTMLInputElement | null>;
}

/** The filter, with what is wrong with it in words and its grammar at hand. */
export function FilterField({ value, problems, columns, onChange, onLeave, field }: FilterFieldProps) {
  const problemId = useId();
  const words = text.runs.filter;
  const [problem] = problems;
  return (
    <Box flex={1} miw={200} pos="relative">
      <TextInput
        ref={field}
        size="xs"
        aria-label={words.label}
        aria-describedby={problem ? problemId : undefined}
        aria-invalid={problem !== undefined}
        placeholder={words.placeholder}
        spellCheck={false}
        autoComplete="off"
        leftSection={<IconFilter size={14} aria-hidden />}
        rightSectionWidth={52}
        rightSection={
          <Group gap={0} wrap="nowrap">
            {value !== '' && (
              <Tooltip label={words.clear}>
                <ActionIcon
                  size="sm"
                  variant="subtle"
                  color="gray"
                  aria-label={words.clear}
                  onClick={() => onChange('')}
                >
                  <IconX size={13} aria-hidden />
                </ActionIcon>
              </Tooltip>
            )}
            <FilterHelp columns={columns} />
          </Group>
        }
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape' && value !== '') onChange('');
          else if (event.key === 'ArrowDown' || event.key === 'Enter' || event.key === 'Escape') onLeave();
          else return;
          event.preventDefault();
          event.stopPropagation();
        }}
      />
      <Paper
        component="output"
        id={problemId}
        withBorder
        shadow="sm"
        p={problem ? 'xs' : 0}
        pos="absolute"
        top="calc(100% + 4px)"
        left={0}
        maw={560}
        style={{ zIndex: 10, visibility: problem ? 'visible' : 'hidden' }}
      >
        {problem && (
          <Group gap={6} wrap="nowrap" align="start">
            <IconAlertTriangle size={15} aria-hidden style={{ flexShrink: 0, marginTop: 2 }} />
            <Text size="xs">
              {problem.message} {words.restHolds}
            </Text>
          </Group>
        )}
      </Paper>
    </Box>
  );
}

function FilterHelp({ columns }: { columns: readonly Column[] }) {
  const words = text.runs.filter;
  const names = columns.filter(({ kind }) => kind !== 'curve').map(({ path, symbol }) => symbol ?? path);
  return (
    <Popover width={420} position="bottom-end" withArrow shadow="md" trapFocus returnFocus>
      <Popover.Target>
        <ActionIcon size="sm" variant="subtle" color="gray" aria-label={words.help}>
          <IconHelp size={15} aria-hidden />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown aria-label={words.help}>
        <Stack gap={6}>
          {words.examples.map(([example, meaning]) => (
            <Group key={example} gap="xs" wrap="nowrap">
              <Code style={{ flexShrink: 0 }}>{example}</Code>
              <Text size="xs">{meaning}</Text>
            </Group>
          ))}
          <Text size="xs" fw={600} mt={4}>
            {words.names}
          </Text>
          {/* Focusable, for it scrolls. */}
          <Text size="xs" mah={110} style={{ overflow: 'auto' }} tabIndex={0} role="note">
            {names.join(', ')}
          </Text>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
