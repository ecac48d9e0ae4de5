import { Button, Group, Select, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { Dataset } from '../../../shared/settings/dataset.ts';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { showDone } from '../../components/toasts.tsx';
import { useLab } from '../../rpc/lab-context.tsx';
import { text } from '../../text/index.ts';
import { LookDialog, type Role } from './look-dialog.tsx';
import type { OpenedSource } from './queries.ts';

export const roles = ['alignment', 'harmful', 'task', 'test'] as const satisfies readonly Role[];

/** Looks into a file, lets its columns be chosen, and imports it. */
export function ImportDialog({ opened, onClose }: { opened: OpenedSource; onClose: () => void }) {
  const lab = useLab();
  const [name, setName] = useState(opened.fileName.replace(/\.[^.]+$/, '').slice(0, 80));
  const [role, setRole] = useState<Role>(null);
  const importing = useMutation({
    mutationFn: (columns: Dataset['columns']) =>
      lab.library.importDataset({ source: opened.source, name: name.trim(), columns, role }),
    onSuccess: (entry) => {
      showDone(text.datasets.importedDone(entry.name, entry.rowCount ?? 0));
      onClose();
    },
  });
  return (
    <LookDialog
      title={text.datasets.dialogTitle(opened.fileName)}
      opened={opened}
      isHarmful={role === 'harmful'}
      onClose={onClose}
      renderActions={(report, columns) => (
        <>
          {importing.error && <ErrorPanel error={importing.error} />}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {text.common.cancel}
            </Button>
            <Button
              onClick={() => importing.mutate(columns)}
              loading={importing.isPending}
              disabled={!report || report.problemCount > 0 || name.trim() === ''}
            >
              {report && report.problemCount === 0 ? text.datasets.submit(report.rowCount) : text.datasets.submitNone}
            </Button>
          </Group>
        </>
      )}
    >
      <TextInput
        label={text.datasets.name}
        description={text.datasets.nameHelp}
        value={name}
        maxLength={80}
        required
        onChange={(event) => setName(event.currentTarget.value)}
        data-autofocus
      />
      <Select
        label={text.datasets.role}
        description={text.datasets.roleHelp}
        data={[
          { value: '', label: text.datasets.noRole },
          ...roles.map((value) => ({ value, label: text.datasets.roles[value] })),
        ]}
        value={role ?? ''}
        onChange={(value) => setRole(roles.find((each) => each === value) ?? null)}
        allowDeselect={false}
      />
    </LookDialog>
  );
}
