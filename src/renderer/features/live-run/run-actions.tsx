import { ActionIcon, Button, Group, Menu, Popover, Textarea, Tooltip } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconDots, IconNote, IconStar, IconStarFilled } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { RunRowView } from '../../../shared/contract/runs.ts';
import type { RunView } from '../../../shared/views/lab.ts';
import { CancelDialog } from '../../components/cancel-dialog.tsx';
import { showDone } from '../../components/toasts.tsx';
import { text } from '../../text/index.ts';
import { isActive } from '../experiment/overview.ts';
import type { useTargetActions } from '../experiment/use-target-actions.ts';
import { useRunActions } from '../runs/actions/use-run-actions.ts';

interface RunHeadActionsProps {
  readonly run: RunView;
  /** Its marks; undefined until they have been read. */
  readonly row: RunRowView | undefined;
  readonly actions: ReturnType<typeof useTargetActions>;
}

const words = text.liveRun.actions;

/** What can be done with a run: what its state allows, its marks, and ways to other pages. */
export function RunHeadActions({ run, row, actions }: RunHeadActionsProps) {
  const { status } = run;
  return (
    <>
      {row && <Marks row={row} />}
      {isActive(status) && <CancelButton actions={actions} />}
      {(status === 'interrupted' || status === 'cancelled') && (
        <Button size="xs" loading={actions.resume.isPending} onClick={() => actions.resume.mutate()}>
          {words.resume}
        </Button>
      )}
      {status === 'failed' && (
        <Button size="xs" loading={actions.retry.isPending} onClick={() => actions.retry.mutate()}>
          {words.retry}
        </Button>
      )}
      <Tooltip label={words.compareHelp}>
        <Button
          size="xs"
          variant="default"
          renderRoot={(props) => <Link {...props} to="/compare" search={{ experiment: run.experimentId }} />}
        >
          {words.compare}
        </Button>
      </Tooltip>
      <MoreMenu run={run} />
    </>
  );
}

function MoreMenu({ run }: { run: RunView }) {
  const navigate = useNavigate();
  const { runId, experimentId } = run;
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button size="xs" variant="default" aria-label={words.more}>
          <IconDots size={16} aria-hidden />
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => void navigate({ to: '/new', search: { clone: experimentId, run: runId } })}>
          {words.clone}
        </Menu.Item>
        <Menu.Item onClick={() => void navigate({ to: '/samples', search: { runs: runId } })}>
          {words.samples}
        </Menu.Item>
        <Menu.Item onClick={() => void navigate({ to: '/experiments/$experimentId', params: { experimentId } })}>
          {text.liveRun.toExperiment}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function CancelButton({ actions }: Pick<RunHeadActionsProps, 'actions'>) {
  const [isAsking, asking] = useDisclosure(false);
  return (
    <>
      <Button size="xs" variant="default" loading={actions.cancel.isPending} onClick={asking.open}>
        {words.cancel}
      </Button>
      <CancelDialog
        isOpen={isAsking}
        onClose={asking.close}
        onCancel={() => actions.cancel.mutate()}
        words={{
          title: words.cancelTitle,
          body: words.cancelBody,
          keepRunning: words.keepRunning,
          cancel: words.cancel,
        }}
      />
    </>
  );
}

function Marks({ row }: { row: RunRowView }) {
  const runActions = useRunActions();
  const [isOpen, opened] = useDisclosure(false);
  const [draft, setDraft] = useState(row.notes);
  const starLabel = row.isStarred ? words.unstar : words.star;
  const save = async () => {
    opened.close();
    if (draft === row.notes) return;
    await runActions.mark([row], { notes: draft });
    showDone(words.saved);
  };
  return (
    <>
      <Tooltip label={starLabel}>
        <ActionIcon
          variant="default"
          size={30}
          aria-label={words.star}
          aria-pressed={row.isStarred}
          onClick={() => void runActions.mark([row], { isStarred: !row.isStarred })}
        >
          {row.isStarred ? <IconStarFilled size={16} aria-hidden /> : <IconStar size={16} aria-hidden />}
        </ActionIcon>
      </Tooltip>
      <Popover
        opened={isOpen}
        onChange={(next) => (next ? opened.open() : void save())}
        trapFocus
        position="bottom-end"
        shadow="md"
        width={340}
      >
        <Popover.Target>
          <Button
            size="xs"
            variant="default"
            leftSection={<IconNote size={14} aria-hidden />}
            onClick={() => {
              setDraft(row.notes);
              opened.toggle();
            }}
          >
            {row.notes ? words.notesWritten : words.notes}
          </Button>
        </Popover.Target>
        <Popover.Dropdown aria-label={words.notesOf}>
          <Textarea
            label={words.notesOf}
            placeholder={words.notesPlaceholder}
            autosize
            minRows={4}
            maxRows={12}
            maxLength={20_000}
            value={draft}
            onChange={(event) => setDraft(event.currentTarget.value)}
          />
          <Group justify="flex-end" mt="xs">
            <Button size="xs" onClick={() => void save()}>
              {text.common.save}
            </Button>
          </Group>
        </Popover.Dropdown>
      </Popover>
    </>
  );
}
