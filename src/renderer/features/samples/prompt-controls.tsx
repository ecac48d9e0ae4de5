import { Checkbox, Group, SegmentedControl, Select, Stack, Switch, Text, TextInput, Tooltip } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useMemo, useRef } from 'react';
import { promptFilters, type PromptFilter, type PromptPage } from '../../../shared/contract/compare.ts';
import type { Sample } from '../../../shared/events.ts';
import type { ReportData } from '../../../shared/views/report.ts';
import type { RunStyle } from '../../charts/run-style.ts';
import { RunSwatch } from '../../charts/run-swatch.tsx';
import { useShortcut } from '../../components/shortcuts.tsx';
import { text } from '../../text/index.ts';
import type { RunChoice } from './choose-runs.ts';
import type { PromptView } from './prompt-browser.tsx';

const sets: readonly Sample['set'][] = ['safety', 'utility', 'benign'];
const any = 'any';

interface PromptControlsProps {
  readonly data: ReportData;
  readonly styles: readonly RunStyle[];
  readonly choice: RunChoice;
  readonly onChoice: (choice: RunChoice) => void;
  readonly view: PromptView;
  readonly onView: (view: PromptView) => void;
  /** Whether some runs are held against others. */
  readonly hasPairs: boolean;
  readonly search: string;
  readonly onSearch: (search: string) => void;
  readonly isRevealed: boolean;
  readonly onReveal: (isRevealed: boolean) => void;
  /** What was found last; null before the first answer. */
  readonly page: PromptPage | null;
}

/** Which runs, which prompts, and whether harmful text is shown. */
export function PromptControls(props: PromptControlsProps) {
  const { view, onView, page, hasPairs } = props;
  const field = useRef<HTMLInputElement>(null);
  useShortcut(
    useMemo(
      () => ({
        keys: '/',
        label: text.samples.search,
        group: text.samples.title,
        run: () => field.current?.focus(),
      }),
      [],
    ),
  );
  const filters = promptFilters.filter(
    (filter) => text.samples.filters[view.set][filter] !== '' && (hasPairs || !['worse', 'better'].includes(filter)),
  );
  return (
    <Stack gap="sm">
      <RunControls {...props} />
      <Group gap="sm" align="flex-end">
        <Labelled label={text.samples.set}>
          <SegmentedControl
            size="xs"
            aria-label={text.samples.set}
            data={sets.map((set) => ({ value: set, label: text.samples.sets[set] }))}
            value={view.set}
            onChange={(value) => {
              const set = sets.find((candidate) => candidate === value) ?? 'safety';
              const keeps = text.samples.filters[set][view.filter] !== '';
              onView({ ...view, set, filter: keeps ? view.filter : 'all', judges: null });
            }}
          />
        </Labelled>
        <Select
          label={text.samples.step}
          size="xs"
          w={180}
          allowDeselect={false}
          data={[
            { value: any, label: text.samples.lastStep(page?.steps.at(-1) ?? null) },
            ...(page?.steps.slice(0, -1) ?? []).map((it) => ({
              value: String(it),
              label: text.samples.stepOption(it),
            })),
          ]}
          value={view.step === null ? any : String(view.step)}
          onChange={(value) => onView({ ...view, step: value === any || value === null ? null : Number(value) })}
        />
        <Labelled label={text.samples.filter}>
          <Tooltip label={text.samples.filterHelp[view.filter]} multiline maw={320} openDelay={400}>
            <SegmentedControl
              size="xs"
              aria-label={text.samples.filter}
              data={filters.map((filter) => ({ value: filter, label: nameFilter(view.set, filter, page) }))}
              value={view.filter}
              onChange={(value) =>
                onView({ ...view, filter: filters.find((it) => it === value) ?? 'all', judges: null })
              }
            />
          </Tooltip>
        </Labelled>
        <TextInput
          ref={field}
          label={text.common.search}
          placeholder={text.samples.search}
          size="xs"
          w={260}
          leftSection={<IconSearch size={14} aria-hidden />}
          value={props.search}
          onChange={(event) => props.onSearch(event.currentTarget.value)}
        />
        <Switch
          size="sm"
          pb={4}
          label={text.samples.reveal}
          checked={props.isRevealed}
          onChange={(event) => props.onReveal(event.currentTarget.checked)}
        />
      </Group>
    </Stack>
  );
}

function RunControls({ data, styles, choice, onChoice }: PromptControlsProps) {
  const toggleArm = (arm: number) => {
    const hiddenArms = new Set(choice.hiddenArms);
    if (!hiddenArms.delete(arm)) hiddenArms.add(arm);
    onChoice({ ...choice, hiddenArms });
  };
  return (
    <Group gap="md" align="flex-end">
      {data.conditions.length > 1 && (
        <Select
          label={text.samples.condition}
          size="xs"
          w={190}
          allowDeselect={false}
          data={[
            { value: any, label: text.samples.allConditions },
            ...data.conditions.map((it, index) => ({ value: String(index), label: it.label })),
          ]}
          value={choice.condition === null ? any : String(choice.condition)}
          onChange={(value) => onChoice({ ...choice, condition: value === any ? null : Number(value) })}
        />
      )}
      {data.seeds.length > 1 && (
        <Select
          label={text.samples.seed}
          size="xs"
          w={100}
          allowDeselect={false}
          data={[{ value: any, label: text.samples.allSeeds }, ...data.seeds.map((seed) => String(seed))]}
          value={choice.seed === null ? any : String(choice.seed)}
          onChange={(value) => onChoice({ ...choice, seed: value === any ? null : Number(value) })}
        />
      )}
      {data.arms.length > 1 && (
        <Group gap="md" component="fieldset" m={0} p={0} bd="0" miw={0} pb={6} aria-label={text.samples.arms}>
          {data.arms.map(({ label }, arm) => {
            const style = styles[arm];
            return (
              <Checkbox
                key={label}
                size="xs"
                checked={!choice.hiddenArms.has(arm)}
                onChange={() => toggleArm(arm)}
                label={
                  <Group gap={6} wrap="nowrap">
                    {style && <RunSwatch style={style} />}
                    {label}
                  </Group>
                }
              />
            );
          })}
        </Group>
      )}
    </Group>
  );
}

function Labelled({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <Stack gap={2}>
      <Text size="xs" fw={500} aria-hidden>
        {label}
      </Text>
      {children}
    </Stack>
  );
}

function nameFilter(set: Sample['set'], filter: PromptFilter, page: PromptPage | null): string {
  const name = text.samples.filters[set][filter];
  return page ? `${name} ${page.counts[filter].toLocaleString('en-US')}` : name;
}
