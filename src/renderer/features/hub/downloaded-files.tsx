import { Button, Menu } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { HubDownload } from '../../../shared/contract/hub.ts';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { text } from '../../text/index.ts';
import { useDownloadedFilesQuery } from './queries.ts';

interface DownloadedFilesProps {
  readonly download: HubDownload;
  /** Called with the path of the file that a person chose. */
  readonly onImport: (path: string) => void;
}

/** Offers the files of a finished download for import. */
export function DownloadedFiles({ download, onImport }: DownloadedFilesProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <Menu opened={isOpen} onChange={setOpen} position="bottom-end" withinPortal>
      <Menu.Target>
        <Button variant="default" size="compact-sm" aria-label={text.hub.importNamed(download.repoId)}>
          {text.hub.import}
        </Button>
      </Menu.Target>
      <Menu.Dropdown mah={320} style={{ overflowY: 'auto' }}>
        <Menu.Label>{text.hub.importTitle(download.repoId)}</Menu.Label>
        {isOpen && <FileItems id={download.id} onImport={onImport} />}
      </Menu.Dropdown>
    </Menu>
  );
}

function FileItems({ id, onImport }: { readonly id: string; readonly onImport: (path: string) => void }) {
  const files = useQuery(useDownloadedFilesQuery(id));
  if (files.error) return <ErrorPanel error={files.error} />;
  return files.data?.map(({ name, path }) => (
    <Menu.Item key={path} onClick={() => onImport(path)}>
      {name}
    </Menu.Item>
  ));
}
