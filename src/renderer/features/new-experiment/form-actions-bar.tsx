import { Button, Menu, Text } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { memo, useState } from 'react';
import { showError } from '../../components/toasts.tsx';
import type { DraftSpec } from '../../../shared/contract/experiments.ts';
import { useLab } from '../../rpc/lab-context.tsx';
import { text } from '../../text/index.ts';
import { DraftsDialog } from './dialogs/drafts-dialog.tsx';
import { ExportDialog } from './dialogs/export-dialog.tsx';
import { ImportDialog } from './dialogs/import-dialog.tsx';
import { useDraftsQuery, usePresetsQuery } from './queries.ts';
import { emptyPreset } from './use-start.ts';

const words = text.newExperiment;

/** Other places to start from, and the form as a file. */
export const FormActionsBar = memo(DrawnActionsBar);

function DrawnActionsBar({ draftId }: { draftId: string }) {
  const lab = useLab();
  const navigate = useNavigate();
  const presets = useQuery(usePresetsQuery());
  const drafts = useQuery(useDraftsQuery());
  const [open, setOpen] = useState<'drafts' | 'import' | 'export' | null>(null);
  const close = () => setOpen(null);
  const goToDraft = (id: string) => {
    close();
    void navigate({ to: '/new', search: { draft: id } });
  };
  // An imported spec is a draft like any other: kept first, then opened.
  const keep = useMutation({
    mutationFn: async (imported: DraftSpec) => {
      const id = crypto.randomUUID();
      const name = typeof imported.spec['name'] === 'string' ? imported.spec['name'] : '';
      await lab.experiments.saveDraft({ id, name, draft: imported, presetId: null });
      return id;
    },
    onSuccess: goToDraft,
    onError: showError,
  });
  return (
    <>
      <Menu position="bottom-end" width={380} withinPortal={false}>
        <Menu.Target>
          <Button variant="default" size="xs" rightSection={<IconChevronDown size={14} aria-hidden />}>
            {words.startFrom}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {presets.data?.map((preset) => (
            <Menu.Item key={preset.id} onClick={() => void navigate({ to: '/new', search: { preset: preset.id } })}>
              <Text size="sm" fw={500}>
                {preset.label}
              </Text>
              <Text size="xs" lineClamp={3}>
                {preset.help}
              </Text>
            </Menu.Item>
          ))}
          <Menu.Item onClick={() => void navigate({ to: '/new', search: { preset: emptyPreset } })}>
            <Text size="sm" fw={500}>
              {words.emptyForm}
            </Text>
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Button variant="default" size="xs" onClick={() => setOpen('drafts')}>
        {words.drafts.button(drafts.data?.length ?? 0)}
      </Button>
      <Button variant="default" size="xs" onClick={() => setOpen('import')}>
        {words.importing.button}
      </Button>
      <Button variant="default" size="xs" onClick={() => setOpen('export')}>
        {words.exporting.button}
      </Button>
      <DraftsDialog
        isOpen={open === 'drafts'}
        onClose={close}
        drafts={drafts.data ?? []}
        currentId={draftId}
        onOpen={goToDraft}
      />
      <ImportDialog isOpen={open === 'import'} onClose={close} onImport={(imported) => keep.mutate(imported)} />
      <ExportDialog isOpen={open === 'export'} onClose={close} />
    </>
  );
}
