import { Button, Group, Stack, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { showDone } from '../../components/toasts.tsx';
import { useLab } from '../../rpc/lab-context.tsx';
import { text } from '../../text/index.ts';
import { ModelReportView } from './model-report.tsx';
import { useModelReportQuery } from './queries.ts';

interface AddModelDialogProps {
  readonly path: string;
  readonly onClose: () => void;
  readonly onChooseOther: () => void;
}

/** Shows what a chosen folder is, and adds it under a name. */
export function AddModelDialog({ path, onClose, onChooseOther }: AddModelDialogProps) {
  const lab = useLab();
  const [name, setName] = useState(
    path
      .split(/[\\/]/)
      .findLast((part) => part !== '')
      ?.slice(0, 80) ?? '',
  );
  const report = useQuery(useModelReportQuery(path));
  const add = useMutation({
    mutationFn: () => lab.library.addModel({ path, name: name.trim() }),
    onSuccess: (entry) => {
      showDone(text.models.added(entry.name));
      onClose();
    },
  });
  const isValid = report.data?.problems.length === 0;
  return (
    <Dialog onClose={onClose} title={text.models.addTitle} size="lg">
      <Stack gap="sm">
        <TextInput
          label={text.models.name}
          description={text.models.nameHelp}
          value={name}
          maxLength={80}
          required
          onChange={(event) => setName(event.currentTarget.value)}
          data-autofocus
        />
        <ModelReportView path={path} />
        {add.error && <ErrorPanel error={add.error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onChooseOther}>
            {text.models.otherFolder}
          </Button>
          <Button onClick={() => add.mutate()} loading={add.isPending} disabled={!isValid || name.trim() === ''}>
            {text.models.submit}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
