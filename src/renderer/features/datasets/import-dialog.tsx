import { Button, Group, Select, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { datasetRoles, layouts, suggestRole } from '../../../shared/layouts/index.ts';
import type { Recipe } from '../../../shared/spec/recipe.ts';
import type { DatasetReport } from '../../../shared/views/inspection.ts';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { showDone } from '../../components/toasts.tsx';
import { useLab } from '../../rpc/lab-context.tsx';
import { text } from '../../text/index.ts';
import { LookDialog, type Role } from './look-dialog.tsx';
import type { OpenedSource } from './queries.ts';

/** Looks into a file, lets its layout, rows and columns be chosen, and imports it. */
export function ImportDialog({ opened, onClose }: { opened: OpenedSource; onClose: () => void }) {
  const lab = useLab();
  const [name, setName] = useState(opened.fileName.replace(/\.[^.]+(?:\.gz)?$/i, '').slice(0, 80));
  /** Undefined until a person chooses: then the layout's suggestion counts. */
  const [chosenRole, setRole] = useState<Role | undefined>(undefined);
  const importing = useMutation({
    mutationFn: ({ recipe, role }: { recipe: Recipe; role: Role }) =>
      lab.library.importDataset({ source: opened.source, name: name.trim(), recipe, role }),
    onSuccess: (entry) => {
      showDone(text.datasets.importedDone(entry.name, entry.rowCount ?? 0));
      onClose();
    },
  });
  return (
    <LookDialog
      title={text.datasets.dialogTitle(opened.fileName)}
      opened={opened}
      isHarmful={(report) => findRole(report, chosenRole) === 'harmful' || isHarmfulLayout(report?.recipe.layout)}
      onClose={onClose}
      renderActions={(report) => (
        <>
          {importing.error && <ErrorPanel error={importing.error} />}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {text.common.cancel}
            </Button>
            <Button
              onClick={() => report && importing.mutate({ recipe: report.recipe, role: findRole(report, chosenRole) })}
              loading={importing.isPending}
              disabled={!report?.isReady || name.trim() === ''}
            >
              {report?.isReady ? text.datasets.submit(report.takenCount) : text.datasets.submitNone}
            </Button>
          </Group>
        </>
      )}
      renderTop={(report) => (
        <>
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
              ...datasetRoles.map((value) => ({ value, label: text.datasets.roles[value] })),
            ]}
            value={findRole(report, chosenRole) ?? ''}
            onChange={(value) => setRole(datasetRoles.find((each) => each === value) ?? null)}
            allowDeselect={false}
          />
        </>
      )}
    />
  );
}

/** The use that was chosen, else the one that the layout suggests. */
function findRole(report: DatasetReport | undefined, chosen: Role | undefined): Role {
  if (chosen !== undefined) return chosen;
  return report ? suggestRole(report.recipe.layout, report.recipe.choice) : null;
}

/** Refusals answer harmful questions, and a test set has them, too: what the layout holds counts as well as the use. */
function isHarmfulLayout(layout: string | undefined): boolean {
  return layouts.some(({ name, isHarmful }) => isHarmful && name === layout);
}
