import { useState } from 'react';
import type { ImportedResults } from '../../../shared/views/interop.ts';
import { Dialog } from '../../components/dialog.tsx';
import { FileBrowser } from '../../components/file-chooser/file-browser.tsx';
import { FocusedStep } from '../../components/focused-step.tsx';
import { text } from '../../text/index.ts';
import { ChooseResults } from './choose-results.tsx';
import { ImportPreview } from './import-preview.tsx';
import { type OpenedResults, openResultsPath } from './open-results.ts';

interface ImportResultsDialogProps {
  readonly onClose: () => void;
  readonly onImported: (table: ImportedResults) => void;
}

/** Imports results of another program: they are chosen, looked at, and only then kept. */
export function ImportResultsDialog({ onClose, onImported }: ImportResultsDialogProps) {
  const [isBrowsing, setBrowsing] = useState(false);
  const [opened, setOpened] = useState<OpenedResults | null>(null);
  return (
    <Dialog title={text.interop.importTitle} size="lg" onClose={onClose}>
      {opened ? (
        <FocusedStep key={opened.id}>
          <ImportPreview opened={opened} onOther={() => setOpened(null)} onImported={onImported} />
        </FocusedStep>
      ) : isBrowsing ? (
        <FocusedStep key="browse">
          <FileBrowser
            mode="results"
            onCancel={() => setBrowsing(false)}
            onChoose={(path) => {
              setBrowsing(false);
              setOpened(openResultsPath(path));
            }}
          />
        </FocusedStep>
      ) : (
        <FocusedStep key="choose">
          <ChooseResults onOpen={setOpened} onBrowse={() => setBrowsing(true)} />
        </FocusedStep>
      )}
    </Dialog>
  );
}
