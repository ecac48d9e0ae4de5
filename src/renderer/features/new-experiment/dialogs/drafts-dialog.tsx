import { ActionIcon, Group, Modal, Stack, Text, UnstyledButton } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import type { SavedDraft } from '../../../../shared/contract/experiments.ts';
import { EmptyState } from '../../../components/empty-state.tsx';
import { formatTime } from '../../../components/format.ts';
import { showError, showUndo } from '../../../components/toasts.tsx';
import { useLab } from '../../../rpc/lab-context.tsx';
import { text } from '../../../text/index.ts';
import classes from '../new-experiment.module.css';

const words = text.newExperiment.drafts;

interface DraftsDialogProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly drafts: readonly SavedDraft[];
  /** The draft that the form holds now. */
  readonly currentId: string;
  readonly onOpen: (id: string) => void;
}

/** Experiments that were begun and not started: go on with one, or throw it away. */
export function DraftsDialog({ isOpen, onClose, drafts, currentId, onOpen }: DraftsDialogProps) {
  const lab = useLab();
  const restore = useMutation({
    mutationFn: ({ savedAtMs: _savedAtMs, ...draft }: SavedDraft) => lab.experiments.saveDraft(draft),
    onError: showError,
  });
  const remove = useMutation({
    mutationFn: (draft: SavedDraft) => lab.experiments.deleteDraft({ id: draft.id }),
    onSuccess: (_, draft) => showUndo(words.deleted(draft.name || words.unnamed), () => restore.mutate(draft)),
    onError: showError,
  });
  return (
    <Modal opened={isOpen} onClose={onClose} title={words.title} closeButtonProps={{ 'aria-label': text.common.close }}>
      {drafts.length === 0 ? (
        <EmptyState title={words.emptyTitle} body={words.emptyBody} />
      ) : (
        <Stack gap={4} component="ul" className={classes.drafts}>
          {drafts.map((draft) => {
            const name = draft.name || words.unnamed;
            return (
              <Group key={draft.id} component="li" justify="space-between" wrap="nowrap">
                <UnstyledButton flex={1} p={6} onClick={() => onOpen(draft.id)} disabled={draft.id === currentId}>
                  <Text size="sm" fw={500}>
                    {name}
                  </Text>
                  <Text size="xs">{draft.id === currentId ? words.current : formatTime(draft.savedAtMs)}</Text>
                </UnstyledButton>
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  disabled={draft.id === currentId}
                  aria-label={words.delete(name)}
                  title={words.delete(name)}
                  onClick={() => remove.mutate(draft)}
                >
                  <IconTrash size={16} aria-hidden />
                </ActionIcon>
              </Group>
            );
          })}
        </Stack>
      )}
    </Modal>
  );
}
