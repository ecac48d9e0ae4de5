import { useLocation, useNavigate } from '@tanstack/react-router';
import { createContext, lazy, type ReactNode, Suspense, use, useCallback, useMemo, useState } from 'react';
import type { ImportedResults } from '../../../shared/views/interop.ts';
import { useShortcut } from '../../components/shortcuts.tsx';
import { showDone } from '../../components/toasts.tsx';
import { text } from '../../text/index.ts';
import { interopKeys } from './interop-keys.ts';

const ImportResultsDialog = lazy(async () => ({
  default: (await import('./import-dialog.tsx')).ImportResultsDialog,
}));

const OpenContext = createContext<(() => void) | null>(null);

/** Opens the dialog that imports results of another program. */
export function useImportResults(): () => void {
  const open = use(OpenContext);
  if (!open) throw new Error('There is no ImportResultsProvider above this component.');
  return open;
}

/** The dialog is at hand on every page, by a button, by keys and by the command palette. */
export function ImportResultsProvider({ children }: { children: ReactNode }) {
  const [isOpen, setOpen] = useState(false);
  const open = useCallback(() => setOpen(true), []);
  const show = useShowImported();
  useShortcut(
    useMemo(
      () => ({ keys: interopKeys.import, label: text.interop.importItem, group: text.interop.group, run: open }),
      [open],
    ),
  );
  return (
    <OpenContext value={open}>
      {children}
      {isOpen && (
        <Suspense>
          <ImportResultsDialog
            onClose={() => setOpen(false)}
            onImported={(table) => {
              setOpen(false);
              show(table);
            }}
          />
        </Suspense>
      )}
    </OpenContext>
  );
}

/** Says what was imported; the Compare page shows it at once, from elsewhere it is a press away. */
function useShowImported(): (table: ImportedResults) => void {
  const navigate = useNavigate();
  const { pathname } = useLocation();
  return ({ id, title, isKnown }) => {
    const message = isKnown ? text.interop.importedKnown(title) : text.interop.imported(title);
    if (pathname === '/compare') {
      showDone(message);
      void navigate({
        to: '/compare',
        search: (all) => ({ ...all, external: addTable('external' in all ? all.external : undefined, id) }),
        replace: true,
      });
    } else if (pathname === '/imported') showDone(message);
    else showDone(message, { label: text.interop.showList, onClick: () => void navigate({ to: '/imported' }) });
  };
}

function addTable(tables: string | undefined, id: string): string {
  return [...new Set([...(tables ?? '').split(','), id])].filter((word) => word !== '').join(',');
}
