import { Group, Stack } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useMemo, useRef, useState } from 'react';
import type { RunRowView, RunsTable } from '../../../../shared/contract/runs.ts';
import { Page } from '../../../components/page.tsx';
import { text } from '../../../text/index.ts';
import { useRunActions } from '../actions/use-run-actions.ts';
import { useRunShortcuts } from '../actions/use-run-shortcuts.ts';
import { RunsGrid } from '../grid/runs-grid.tsx';
import { buildTableModel } from '../model/build-model.ts';
import { listRows } from '../selection/lines.ts';
import { useSelection } from '../selection/use-selection.ts';
import { listView } from '../view/list-view.ts';
import { useViewStore } from '../view/use-view-store.ts';
import type { ViewStore } from '../view/view.ts';
import { RunsBundleDialog } from '../../bundles/runs-bundle-dialog.tsx';
import { ExportRunsDialog } from '../../interop/export-dialog.tsx';
import { ActionBar } from './action-bar.tsx';
import { DetailsPanel } from './details-panel.tsx';
import { NothingFound } from './nothing-found.tsx';
import { PurgeDialog } from './purge-dialog.tsx';
import { Toolbar } from './toolbar.tsx';
import { ViewsMenu } from './views-menu.tsx';

/** The page once there are runs: toolbar, what can be done to the chosen ones, the table, and the details of one. */
export function Workspace({ table, stored }: { table: RunsTable; stored: ViewStore }) {
  const { view: viewName } = useSearch({ from: '/runs' });
  const navigate = useNavigate();
  const views = useViewStore(stored, viewName);
  const { view, change } = views;
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const [isDetailed, setDetailed] = useLocalStorage({ key: 'runs.details', defaultValue: false });
  const [isPurging, setPurging] = useState(false);
  /** The runs that a bundle is asked for; null while none is. */
  const [bundled, setBundled] = useState<readonly RunRowView[] | null>(null);
  /** The runs that are exported for another program; null while none are. */
  const [exported, setExported] = useState<readonly RunRowView[] | null>(null);
  const filterField = useRef<HTMLInputElement>(null);
  const focusRows = useRef(() => {});

  const model = useMemo(() => buildTableModel(table), [table]);
  const listing = useMemo(() => listView(model, view, closed), [model, view, closed]);
  const selection = useSelection(model, listing.lines);
  const actions = useRunActions();

  const activeLine = selection.isActivated ? listing.lines[selection.activeIndex] : undefined;
  const activeRun = activeLine?.kind === 'run' ? model.rows[activeLine.row] : undefined;
  /** The selected runs; without a selection, those of the active line. */
  const chosen = useMemo(() => {
    const rows = selection.ids.size > 0 ? model.rows.filter(({ runId }) => selection.ids.has(runId)) : [];
    if (rows.length > 0 || !activeLine) return rows;
    return listRows(activeLine).flatMap((row) => model.rows[row] ?? []);
  }, [activeLine, model, selection.ids]);

  const toggleGroup = useCallback((key: string) => {
    setClosed((before) => {
      const next = new Set(before);
      if (!next.delete(key)) next.add(key);
      return next;
    });
  }, []);
  const onReady = useCallback((focus: () => void) => {
    focusRows.current = focus;
  }, []);
  const nameView = useCallback(
    (name: string | null) => void navigate({ to: '/runs', search: name === null ? {} : { view: name }, replace: true }),
    [navigate],
  );

  const toggleDetails = () => setDetailed(!isDetailed);
  const askPurge = () => setPurging(true);
  /** As with the table's export: the selected runs, without a selection all that are shown. */
  const listMeant = () => {
    const shown = listing.rows.flatMap((row) => model.rows[row] ?? []);
    const selected = shown.filter(({ runId }) => selection.ids.has(runId));
    return selected.length > 0 ? selected : shown;
  };
  const askBundle = () => setBundled(listMeant());
  const askExport = () => setExported(listMeant());
  useRunShortcuts(
    isPurging || bundled || exported
      ? null
      : {
          actions,
          chosen,
          shelf: view.shelf,
          selection,
          filterField,
          focusRows,
          toggleDetails,
          askPurge,
          askBundle,
          askExport,
        },
  );

  return (
    <Page title={text.runs.title} fill actions={<ViewsMenu views={views} onName={nameView} />}>
      <Stack gap="xs" flex={1} style={{ minHeight: 0 }}>
        <Toolbar
          model={model}
          listing={listing}
          view={view}
          change={change}
          filterField={filterField}
          onLeaveFilter={() => focusRows.current()}
        />
        <ActionBar
          model={model}
          listing={listing}
          table={table}
          chosen={chosen}
          selection={selection}
          shelf={view.shelf}
          onShelf={(shelf) => change({ shelf })}
          actions={actions}
          isDetailed={isDetailed}
          onToggleDetails={toggleDetails}
          onPurge={askPurge}
          onBundle={askBundle}
          onExportRuns={askExport}
        />
        <Group gap="md" align="stretch" wrap="nowrap" style={{ flex: 1, minHeight: 0 }}>
          {listing.rows.length === 0 ? (
            <NothingFound shelf={view.shelf} filter={view.filter} onClear={() => change({ filter: '' })} />
          ) : (
            <RunsGrid
              model={model}
              listing={listing}
              view={view}
              change={change}
              selection={selection}
              onOpen={actions.open}
              onStar={(run) => void actions.mark([run], { isStarred: !run.isStarred })}
              onToggleGroup={toggleGroup}
              onReady={onReady}
            />
          )}
          {isDetailed && <DetailsPanel run={activeRun} actions={actions} onClose={() => setDetailed(false)} />}
        </Group>
        {bundled && <RunsBundleDialog runs={bundled} onClose={() => setBundled(null)} />}
        {exported && (
          <ExportRunsDialog
            selection={{ runIds: exported.map(({ runId }) => runId) }}
            onClose={() => setExported(null)}
          />
        )}
        {isPurging && <PurgeDialog runs={chosen} onClose={() => setPurging(false)} />}
      </Stack>
    </Page>
  );
}
