import { Box, Checkbox, Group, MultiSelect, Select, Stack, Text, Title, UnstyledButton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { trustInfo } from '../../../shared/external/external-result.ts';
import { RunSwatch } from '../../charts/run-swatch.tsx';
import { useShortcut } from '../../components/shortcuts.tsx';
import { text } from '../../text/index.ts';
import { useComparison } from './comparison-view.tsx';
import { useExternalTablesQuery } from './queries.ts';

interface ComparisonControlsProps {
  readonly external: readonly string[];
  readonly onBaseline: (label: string) => void;
  readonly onExternal: (ids: readonly string[]) => void;
}

/** Name of what is compared, the arms, and the step, baseline and condition that everything below shows. */
export function ComparisonControls({ external, onBaseline, onExternal }: ComparisonControlsProps) {
  const { data, step, setStep, condition, setCondition } = useComparison();
  useStepShortcuts();
  const baseline = data.arms[data.baselineArm ?? -1]?.label ?? null;
  return (
    <Stack gap="xs">
      <Group justify="space-between" align="flex-end" gap="md">
        <Title order={2} size="h3" style={{ overflowWrap: 'anywhere' }}>
          {data.experiment.name}
        </Title>
        <Group gap="sm" align="flex-end">
          {data.arms.length > 1 && (
            <Select
              label={text.compare.baseline}
              size="xs"
              w={190}
              allowDeselect={false}
              data={data.arms.map((arm) => arm.label)}
              value={baseline}
              placeholder={text.compare.noBaseline}
              onChange={(label) => label !== null && onBaseline(label)}
            />
          )}
          {data.conditions.length > 1 && (
            <Select
              label={text.compare.condition}
              size="xs"
              w={190}
              allowDeselect={false}
              data={data.conditions.map((it, index) => ({ value: String(index), label: it.label }))}
              value={String(condition)}
              onChange={(value) => value !== null && setCondition(Number(value))}
            />
          )}
          {step !== null && (
            <Select
              label={text.compare.step}
              size="xs"
              w={170}
              allowDeselect={false}
              data={data.steps.map((it) => ({ value: String(it), label: text.compare.stepOption(it) }))}
              value={String(step)}
              onChange={(value) => value !== null && setStep(Number(value))}
            />
          )}
        </Group>
      </Group>
      <ArmList />
      <ExternalChoice chosen={external} onChange={onExternal} />
    </Stack>
  );
}

/** Published tables to draw beside the numbers; none unless somebody asks. */
function ExternalChoice({
  chosen,
  onChange,
}: {
  chosen: readonly string[];
  onChange: (ids: readonly string[]) => void;
}) {
  const tables = useQuery(useExternalTablesQuery());
  const words = text.compare.external;
  if (!tables.data || tables.data.length === 0) return null;
  return (
    <MultiSelect
      label={words.label}
      description={chosen.length > 0 ? words.help : undefined}
      placeholder={chosen.length === 0 ? words.none : ''}
      size="xs"
      maw={620}
      clearable
      data={tables.data.map(({ id, title, source }) => ({
        value: id,
        label: `${title} (${trustInfo[source.trust].label})`,
      }))}
      value={[...chosen]}
      onChange={onChange}
    />
  );
}

/** One entry per arm: a check to show it, a button to make it stand out. */
function ArmList() {
  const { data, styles, hiddenArms, toggleHidden, pinnedArms, togglePinned, pointAt, isFaded } = useComparison();
  if (data.arms.length < 2) return null;
  return (
    <Box>
      <Group
        gap="6px 16px"
        component="fieldset"
        // Room for the outline of what has the focus.
        m={-4}
        p={4}
        bd="0"
        miw={0}
        mah={112}
        style={{ overflowY: 'auto' }}
        aria-label={text.compare.arms}
      >
        {data.arms.map(({ label, methodLabel }, arm) => {
          const style = styles[arm];
          return (
            <Group
              key={label}
              gap={6}
              wrap="nowrap"
              onMouseEnter={() => pointAt(arm)}
              onMouseLeave={() => pointAt(null)}
            >
              <Checkbox
                size="xs"
                checked={!hiddenArms.has(arm)}
                onChange={() => toggleHidden(arm)}
                aria-label={text.compare.showArm(label)}
              />
              <UnstyledButton
                title={methodLabel}
                aria-label={text.compare.pinArm(label)}
                aria-pressed={pinnedArms.has(arm)}
                onClick={() => togglePinned(arm)}
                onFocus={() => pointAt(arm)}
                onBlur={() => pointAt(null)}
              >
                <Group gap={6} wrap="nowrap" opacity={isFaded(arm) ? 0.65 : 1}>
                  {style && <RunSwatch style={style} />}
                  <Text size="sm" fw={pinnedArms.has(arm) ? 700 : 400}>
                    {label}
                  </Text>
                </Group>
              </UnstyledButton>
            </Group>
          );
        })}
      </Group>
      <Text size="xs" mt={4}>
        {text.compare.armsHelp}
      </Text>
    </Box>
  );
}

/** Brackets go through the attack's steps. */
function useStepShortcuts(): void {
  const { data, step, setStep } = useComparison();
  const { steps } = data;
  const at = step === null ? -1 : steps.indexOf(step);
  const before = steps[at - 1];
  const after = steps[at + 1];
  useShortcut(
    useMemo(
      () =>
        before === undefined
          ? null
          : { keys: '[', label: text.compare.previousStep, group: text.compare.title, run: () => setStep(before) },
      [before, setStep],
    ),
  );
  useShortcut(
    useMemo(
      () =>
        after === undefined || at < 0
          ? null
          : { keys: ']', label: text.compare.nextStep, group: text.compare.title, run: () => setStep(after) },
      [after, at, setStep],
    ),
  );
}
