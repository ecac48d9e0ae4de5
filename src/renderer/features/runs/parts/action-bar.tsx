import { ActionIcon, Button, Group, Menu, SegmentedControl, Text, Tooltip } from '@mantine/core';
import {
  IconArchive,
  IconArchiveOff,
  IconArrowBackUp,
  IconChartScatter,
  IconCopy,
  IconDots,
  IconDownload,
  IconLayoutSidebarRight,
  IconMessages,
  IconPackageExport,
  IconPlayerPlay,
  IconPlayerStop,
  IconRefresh,
  IconStar,
  IconTableExport,
  IconTrash,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { RunRowView, RunsTable } from '../../../../shared/contract/runs.ts';
import { formatBytes } from '../../../../shared/format-bytes.ts';
import { text } from '../../../text/index.ts';
import { listAllowed } from '../actions/allowed.ts';
import { downloadCsv } from '../actions/download-csv.ts';
import type { RunActions } from '../actions/use-run-actions.ts';
import type { TableModel } from '../model/build-model.ts';
import type { Selection } from '../selection/use-selection.ts';
import type { Listing } from '../view/list-view.ts';
import { type Shelf, shelves } from '../view/view.ts';
import { TagPopover } from './tag-popover.tsx';

interface ActionBarProps {
  readonly model: TableModel;
  readonly listing: Listing;
  readonly table: RunsTable;
  /** What the buttons act on. */
  readonly chosen: readonly RunRowView[];
  readonly selection: Selection;
  readonly shelf: Shelf;
  readonly onShelf: (shelf: Shelf) => void;
  readonly actions: RunActions;
  readonly isDetailed: boolean;
  readonly onToggleDetails: () => void;
  readonly onPurge: () => void;
  readonly onBundle: () => void;
  readonly onExportRuns: () => void;
}

const size = 15;

/** Which runs are looked at and how many, and what can be done to the chosen ones. */
export function ActionBar(props: ActionBarProps) {
  const { model, listing, table, chosen, selection, shelf, onShelf, actions } = props;
  const { isDetailed, onToggleDetails, onPurge, onBundle, onExportRuns } = props;
  const words = text.runs.actions;
  const isNone = chosen.length === 0;
  const selectedRows = listing.rows.filter((row) => selection.ids.has(model.rows[row]?.runId ?? ''));
  const isStarred = chosen.every((run) => run.isStarred);
  return (
    <Group justify="space-between" wrap="nowrap" gap="md">
      <Group gap="sm" wrap="nowrap" style={{ minWidth: 0 }}>
        <SegmentedControl
          size="xs"
          style={{ flexShrink: 0 }}
          aria-label={text.runs.shelf}
          value={shelf}
          onChange={(value) => onShelf(value)}
          data={shelves.map((value) => ({ value, label: text.runs.shelves[value] }))}
        />
        <Text component="output" size="sm" truncate>
          {text.runs.counts(listing.rows.length, listing.shelfCount, selection.ids.size)}
        </Text>
        <Text size="sm" truncate title={text.runs.diskHelp}>
          {text.runs.disk(formatBytes(table.totalBytes))}
        </Text>
      </Group>
      <Group gap={6} wrap="nowrap" role="toolbar" aria-label={words.label}>
        {/* What is in the trash is restored or deleted; comparisons of experiments leave it out. */}
        {shelf !== 'trash' && (
          <>
            <Action
              icon={IconChartScatter}
              label={words.compare}
              isOff={isNone}
              onClick={() => actions.compare(chosen)}
            />
            <Action icon={IconMessages} label={words.samples} isOff={isNone} onClick={() => actions.samples(chosen)} />
          </>
        )}
        <IconAction
          icon={<IconStar size={size} aria-hidden />}
          label={isStarred && !isNone ? words.unstar : words.star}
          isOff={isNone}
          onClick={() => void actions.mark(chosen, { isStarred: !isStarred })}
        />
        <TagPopover runs={chosen} allTags={listTags(table)} actions={actions} />
        {shelf !== 'trash' && (
          <>
            <IconAction
              icon={
                shelf === 'archived' ? (
                  <IconArchiveOff size={size} aria-hidden />
                ) : (
                  <IconArchive size={size} aria-hidden />
                )
              }
              label={shelf === 'archived' ? words.unarchive : words.archive}
              isOff={isNone}
              onClick={() => actions.archive(chosen, shelf !== 'archived')}
            />
            <IconAction
              icon={<IconTrash size={size} aria-hidden />}
              label={words.trash}
              isOff={isNone}
              onClick={() => actions.trash(chosen)}
            />
          </>
        )}
        {shelf === 'trash' && (
          <>
            <Action
              icon={IconArrowBackUp}
              label={words.restore}
              isOff={isNone}
              onClick={() => actions.restore(chosen)}
            />
            <Button
              size="xs"
              color="red"
              leftSection={<IconTrash size={size} aria-hidden />}
              disabled={isNone}
              onClick={onPurge}
            >
              {words.purge}
            </Button>
          </>
        )}
        <MoreMenu
          chosen={chosen}
          actions={actions}
          onExport={() => downloadCsv(model, listing.columns, selectedRows.length > 0 ? selectedRows : listing.rows)}
          exportCount={selectedRows.length > 0 ? selectedRows.length : listing.rows.length}
          onBundle={onBundle}
          onExportRuns={onExportRuns}
        />
        <Tooltip label={words.details}>
          <ActionIcon
            variant={isDetailed ? 'light' : 'default'}
            size={30}
            aria-label={words.details}
            aria-pressed={isDetailed}
            onClick={onToggleDetails}
          >
            <IconLayoutSidebarRight size={16} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </Group>
    </Group>
  );
}

interface MoreMenuProps {
  readonly chosen: readonly RunRowView[];
  readonly actions: RunActions;
  readonly onExport: () => void;
  readonly exportCount: number;
  readonly onBundle: () => void;
  readonly onExportRuns: () => void;
}

function MoreMenu({ chosen, actions, onExport, exportCount, onBundle, onExportRuns }: MoreMenuProps) {
  const words = text.runs.actions;
  const allowed = listAllowed(chosen);
  const [only] = chosen;
  return (
    <Menu position="bottom-end" shadow="md" withinPortal={false}>
      <Menu.Target>
        <ActionIcon variant="default" size={30} aria-label={words.more} title={words.more}>
          <IconDots size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown aria-label={words.more}>
        <Menu.Item
          leftSection={<IconPlayerPlay size={size} aria-hidden />}
          disabled={allowed.resume.length === 0}
          onClick={() => actions.resume(allowed.resume)}
        >
          {words.resume(allowed.resume.length)}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconRefresh size={size} aria-hidden />}
          disabled={allowed.retry.length === 0}
          onClick={() => actions.retry(allowed.retry)}
        >
          {words.retry(allowed.retry.length)}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconPlayerStop size={size} aria-hidden />}
          disabled={allowed.cancel.length === 0}
          onClick={() => actions.cancel(allowed.cancel)}
        >
          {words.cancel(allowed.cancel.length)}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item
          leftSection={<IconCopy size={size} aria-hidden />}
          disabled={chosen.length !== 1}
          onClick={() => only && actions.clone(only)}
        >
          {words.clone}
        </Menu.Item>
        <Menu.Item leftSection={<IconDownload size={size} aria-hidden />} onClick={onExport}>
          {words.csv(exportCount)}
        </Menu.Item>
        <Menu.Item leftSection={<IconPackageExport size={size} aria-hidden />} onClick={onBundle}>
          {text.bundles.exportRuns(exportCount)}
        </Menu.Item>
        <Menu.Item leftSection={<IconTableExport size={size} aria-hidden />} onClick={onExportRuns}>
          {text.interop.exportRuns(exportCount)}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

interface ActionProps {
  readonly label: string;
  readonly isOff: boolean;
  readonly onClick: () => void;
}

function Action({ icon: Icon, label, isOff, onClick }: ActionProps & { readonly icon: typeof IconTrash }) {
  return (
    <Button
      size="xs"
      variant="default"
      leftSection={<Icon size={size} aria-hidden />}
      disabled={isOff}
      onClick={onClick}
    >
      {label}
    </Button>
  );
}

function IconAction({ icon, label, isOff, onClick }: ActionProps & { readonly icon: ReactNode }) {
  return (
    <Tooltip label={label}>
      <ActionIcon variant="default" size={30} aria-label={label} disabled={isOff} onClick={onClick}>
        {icon}
      </ActionIcon>
    </Tooltip>
  );
}

function listTags({ rows }: RunsTable): string[] {
  return [...new Set(rows.flatMap((row) => row.tags))].sort((left, right) => left.localeCompare(right, 'en'));
}
