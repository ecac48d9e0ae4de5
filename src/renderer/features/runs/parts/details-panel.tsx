import {
  ActionIcon,
  Anchor,
  Box,
  Button,
  Divider,
  Group,
  Paper,
  ScrollArea,
  Stack,
  TagsInput,
  Text,
  Textarea,
  Title,
} from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import type { RunRowView } from '../../../../shared/contract/runs.ts';
import { formatBytes } from '../../../../shared/format-bytes.ts';
import { formatTime } from '../../../components/format.ts';
import { StatusBadge } from '../../../components/status-badge.tsx';
import { text } from '../../../text/index.ts';
import { ImportedFrom } from '../../bundles/imported-from.tsx';
import type { RunActions } from '../actions/use-run-actions.ts';
import { StageFacts } from './stage-facts.tsx';

interface DetailsPanelProps {
  readonly run: RunRowView | undefined;
  readonly actions: RunActions;
  readonly onClose: () => void;
}

const stageKinds = ['align', 'attack', 'evaluate'] as const;

/** All about the active run: where it belongs, its stages and their size, tags, and a person's notes. */
export function DetailsPanel({ run, actions, onClose }: DetailsPanelProps) {
  const words = text.runs.details;
  return (
    <Paper
      withBorder
      component="aside"
      aria-label={words.title}
      w={320}
      style={{ flexShrink: 0, minHeight: 0, display: 'flex', flexDirection: 'column' }}
    >
      <Group justify="space-between" wrap="nowrap" px="sm" py={6}>
        <Title order={2} size="sm">
          {words.title}
        </Title>
        <ActionIcon variant="subtle" color="gray" size="sm" aria-label={words.close} onClick={onClose}>
          <IconX size={15} aria-hidden />
        </ActionIcon>
      </Group>
      <Divider />
      <ScrollArea flex={1} type="auto" viewportProps={{ tabIndex: 0, 'aria-label': words.title, role: 'region' }}>
        {run ? (
          <Details key={run.runId} run={run} actions={actions} />
        ) : (
          <Text size="sm" p="sm">
            {words.none}
          </Text>
        )}
      </ScrollArea>
    </Paper>
  );
}

function Details({ run, actions }: { run: RunRowView; actions: RunActions }) {
  const words = text.runs.details;
  return (
    <Stack gap="sm" p="sm">
      <Group gap="xs" justify="space-between" wrap="nowrap" align="start">
        <div style={{ minWidth: 0 }}>
          <Text fw={600}>{run.arm}</Text>
          <Anchor
            size="sm"
            renderRoot={(props) => (
              <Link {...props} to="/experiments/$experimentId" params={{ experimentId: run.experimentId }} />
            )}
          >
            {run.experimentName}
          </Anchor>
        </div>
        <Box style={{ flexShrink: 0 }}>
          <StatusBadge status={run.status} />
        </Box>
      </Group>
      <Group gap="xs">
        <Button
          size="compact-sm"
          renderRoot={(props) => <Link {...props} to="/runs/$runId" params={{ runId: run.runId }} />}
        >
          {words.open}
        </Button>
        <Button size="compact-sm" variant="default" onClick={() => actions.clone(run)}>
          {text.runs.actions.clone}
        </Button>
      </Group>
      <Text size="xs" ff="monospace" style={{ overflowWrap: 'anywhere' }}>
        {run.runId}
      </Text>
      <Text size="xs">{words.created(formatTime(run.createdAtMs))}</Text>
      <ImportedFrom runs={[run]} />
      <Divider label={words.stages} labelPosition="left" />
      {stageKinds.map((kind) => (
        <StageFacts key={kind} kind={kind} stageKey={run.stages[kind]} runId={run.runId} />
      ))}
      <Text size="xs">{words.sizes(formatBytes(run.sizeBytes), formatBytes(run.sharedBytes))}</Text>
      <Divider label={words.marks} labelPosition="left" />
      <TagsInput
        size="xs"
        label={text.runs.fields.tags}
        placeholder={text.runs.tags.placeholder}
        value={[...run.tags]}
        maxLength={40}
        onChange={(tags) =>
          void actions.mark([run], {
            addTags: tags.filter((tag) => !run.tags.includes(tag)),
            removeTags: run.tags.filter((tag) => !tags.includes(tag)),
          })
        }
      />
      <Notes run={run} onSave={(notes) => void actions.mark([run], { notes })} />
    </Stack>
  );
}

const saveAfterMs = 1000;

/** Saves by itself: after a pause, on leaving the field, and when another run is shown. */
function Notes({ run, onSave }: { run: RunRowView; onSave: (notes: string) => void }) {
  const [notes, setNotes] = useState(run.notes);
  const save = useRef(() => {});
  useEffect(() => {
    save.current = () => {
      if (notes !== run.notes) onSave(notes);
    };
  });
  useEffect(() => {
    if (notes === run.notes) return;
    const timer = setTimeout(() => save.current(), saveAfterMs);
    return () => clearTimeout(timer);
  }, [notes, run.notes]);
  useEffect(() => () => save.current(), []);
  return (
    <Textarea
      size="xs"
      label={text.runs.fields.notes}
      description={text.runs.details.notesHelp}
      autosize
      minRows={4}
      maxRows={14}
      maxLength={20_000}
      value={notes}
      onChange={(event) => setNotes(event.currentTarget.value)}
      onBlur={() => save.current()}
    />
  );
}
