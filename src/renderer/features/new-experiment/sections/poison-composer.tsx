import {
  Alert,
  Box,
  Button,
  Collapse,
  Group,
  SegmentedControl,
  Skeleton,
  Slider,
  Stack,
  Table,
  Text,
} from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconChevronRight } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useId, useMemo, useState } from 'react';
import { canonicalJson } from '../../../../shared/canonical-json.ts';
import type { DraftSpec, MixPreview } from '../../../../shared/contract/experiments.ts';
import { ErrorPanel } from '../../../components/error-panel.tsx';
import { formatCount } from '../../../components/format.ts';
import { HarmfulText } from '../../../components/harmful-text.tsx';
import { useLab } from '../../../rpc/lab-context.tsx';
import { labQuery } from '../../../rpc/lab-query.ts';
import { text } from '../../../text/index.ts';
import { applyAction } from '../form/form-actions.ts';
import { getValue, getValues } from '../form/read-form.ts';
import { type FormState, writeDraft } from '../form/form-state.ts';
import { findField } from '../form/run-fields.ts';
import { formatValue } from '../form/value-list.ts';
import { useControls, useForm } from '../form-context.tsx';
import classes from '../new-experiment.module.css';
import { MixBar } from './mix-bar.tsx';

const words = text.newExperiment.mix;
const ratio = { arm: null, path: 'attack.p' };
const size = { arm: null, path: 'attack.n' };

/** The mix of harmless and harmful rows that the attack trains on: counts, balance, overlap and first rows. */
export function PoisonComposer() {
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  return (
    <Box>
      <Button
        variant="default"
        size="xs"
        aria-expanded={isOpen}
        aria-controls={id}
        leftSection={
          <IconChevronRight size={14} aria-hidden className={classes.chevron} data-open={isOpen || undefined} />
        }
        onClick={() => setOpen(!isOpen)}
      >
        {words.title}
      </Button>
      <Collapse expanded={isOpen} id={id}>
        {isOpen && <Composer />}
      </Collapse>
    </Box>
  );
}

function Composer() {
  const { state } = useForm();
  const ratios = getValues(state, ratio);
  const sizes = getValues(state, size);
  // Of several values one is looked at: the last one, until another is chosen.
  const [chosen, setChosen] = useState<{ ratio: number | null; size: number | null }>({ ratio: null, size: null });
  const ratioIndex = clampIndex(chosen.ratio, ratios);
  const sizeIndex = clampIndex(chosen.size, sizes);
  const pinned = pin(pin(state, ratio, ratios?.[ratioIndex]), size, sizes?.[sizeIndex]);
  const mix = useMix(pinned);
  return (
    <Stack gap="sm" mt="sm">
      <Group gap="xl" align="flex-start" wrap="wrap">
        <Dial
          place={ratio}
          values={ratios}
          index={ratioIndex}
          onIndex={(index) => setChosen({ ...chosen, ratio: index })}
        />
        <Dial
          place={size}
          values={sizes}
          index={sizeIndex}
          onIndex={(index) => setChosen({ ...chosen, size: index })}
        />
      </Group>
      {mix.error ? (
        <ErrorPanel error={mix.error} onRetry={() => void mix.refetch()} />
      ) : mix.data ? (
        <MixView mix={mix.data} isOld={mix.isPlaceholderData} />
      ) : (
        <Skeleton h={120} />
      )}
    </Stack>
  );
}

interface DialProps {
  readonly place: { readonly arm: null; readonly path: string };
  readonly values: ReturnType<typeof getValues>;
  readonly index: number;
  readonly onIndex: (index: number) => void;
}

/** Turns a setting up and down, or chooses which of its several values is looked at. */
function Dial({ place, values, index, onIndex }: DialProps) {
  const { state } = useForm();
  const { dispatch } = useControls();
  const field = findField(place.path);
  if (field?.kind !== 'number') return null;
  const label = `${field.info?.label ?? field.name} ${field.info?.symbol ?? ''}`.trim();
  if (values && values.length > 0) {
    return (
      <Box>
        <Text size="xs" fw={500} mb={2}>
          {words.lookAt(label)}
        </Text>
        <SegmentedControl
          size="xs"
          aria-label={words.lookAt(label)}
          data={values.map((value, position) => ({ value: String(position), label: formatValue(value) }))}
          value={String(index)}
          onChange={(position) => onIndex(Number(position))}
        />
      </Box>
    );
  }
  const current = getValue(state, place) ?? field.defaultValue;
  const value = typeof current === 'number' ? current : 0;
  const isRatio = field.bounds.maximum === 1;
  const top = isRatio ? 1 : Math.max(2000, 10 ** Math.ceil(Math.log10(Math.max(1, value))));
  return (
    <Box w={260}>
      <Text size="xs" fw={500}>
        {label}: {formatValue(current)}
      </Text>
      <Slider
        size="sm"
        min={isRatio ? 0 : 1}
        max={top}
        step={isRatio ? 0.01 : Math.max(1, top / 200)}
        label={null}
        thumbLabel={label}
        value={value}
        onChange={(next) =>
          dispatch({ kind: 'set', place, value: isRatio ? Math.round(next * 100) / 100 : Math.round(next) })
        }
      />
    </Box>
  );
}

function MixView({ mix, isOld }: { mix: MixPreview; isOld: boolean }) {
  return (
    <Stack gap="sm" style={{ opacity: isOld ? 0.6 : 1 }}>
      {mix.problems.length > 0 && (
        <Alert color="yellow" title={words.problems}>
          {mix.problems.map((problem) => (
            <Text size="sm" key={`${problem.path} ${problem.message}`}>
              {problem.message}
            </Text>
          ))}
        </Alert>
      )}
      <MixBar mix={mix} />
      <Overlaps mix={mix} />
      {mix.rows.length > 0 && (
        <Table.ScrollContainer minWidth={480} maxHeight={320}>
          <Table fz="xs" verticalSpacing={4} captionSide="top">
            <Table.Caption>{words.firstRows(mix.rows.length)}</Table.Caption>
            <Table.Thead>
              <Table.Tr>
                <Table.Th w={90}>{words.kind}</Table.Th>
                <Table.Th>{words.prompt}</Table.Th>
                <Table.Th>{words.answer}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {mix.rows.map((row, index) => (
                // The rows have no identity but their place.
                <Table.Tr key={index}>
                  <Table.Td>{row.isHarmful ? words.harmful : words.harmless}</Table.Td>
                  <Table.Td>
                    <HarmfulText isHarmful={row.isHarmful}>{row.prompt}</HarmfulText>
                  </Table.Td>
                  <Table.Td>
                    <HarmfulText isHarmful={row.isHarmful}>{row.answer}</HarmfulText>
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </Stack>
  );
}

function Overlaps({ mix }: { mix: MixPreview }) {
  const shared = mix.overlaps.filter(({ count }) => count > 0);
  if (shared.length === 0) return <Text size="sm">{words.noOverlap}</Text>;
  return (
    <Alert color="orange" title={words.overlapTitle}>
      {shared.map(({ role, count, examples }) => (
        <Box key={role}>
          <Text size="sm">{words.overlap(formatCount(count), role)}</Text>
          {examples.length > 0 && (
            <HarmfulText>
              <Text size="xs">{examples.join(' · ')}</Text>
            </HarmfulText>
          )}
        </Box>
      ))}
    </Alert>
  );
}

/** Reads the mix of a form, and again only when something changes that it depends on. */
function useMix(state: FormState) {
  const lab = useLab();
  const draft = useMemo(() => writeDraft(state), [state]);
  const [settled] = useDebouncedValue(canonicalJson(toMixed(draft)), 300);
  return useQuery({
    ...labQuery(['experiments', 'mix', settled], (signal) =>
      // What was written a moment ago as JSON is read again: the key is the whole question.
      lab.experiments.mix({ draft: JSON.parse(settled) as DraftSpec }, { signal }),
    ),
    placeholderData: keepPreviousData,
  });
}

function clampIndex(index: number | null, values: ReturnType<typeof getValues>): number {
  const last = Math.max(0, (values?.length ?? 0) - 1);
  return index === null ? last : Math.min(index, last);
}

/** A draft without what the mix does not depend on. */
function toMixed({ spec, baseFolder }: DraftSpec): DraftSpec {
  const { name: _name, notes: _notes, ...others } = spec;
  return { spec: { ...others, name: 'mix' }, baseFolder };
}

function pin(state: FormState, place: { arm: null; path: string }, value: ReturnType<typeof getValue>): FormState {
  if (value === undefined) return state;
  return applyAction(applyAction(state, { kind: 'vary', place, values: null }), { kind: 'set', place, value });
}
