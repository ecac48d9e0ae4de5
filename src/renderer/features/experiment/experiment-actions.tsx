import { Button, Menu, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconDots } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { ExperimentDetail } from '../../../shared/contract/experiments.ts';
import { download } from '../../charts/export-chart.ts';
import { CancelDialog } from '../../components/cancel-dialog.tsx';
import { useShortcut } from '../../components/shortcuts.tsx';
import { showError } from '../../components/toasts.tsx';
import { useLab } from '../../rpc/lab-context.tsx';
import { text } from '../../text/index.ts';
import { ExportBundleDialog } from '../bundles/export-dialog.tsx';
import { ExportRunsDialog } from '../interop/export-dialog.tsx';
import { interopKeys } from '../interop/interop-keys.ts';
import { useRunActions } from '../runs/actions/use-run-actions.ts';
import type { Overview } from './overview.ts';
import { useRunRows } from './use-run-rows.ts';
import type { useTargetActions } from './use-target-actions.ts';

interface ExperimentActionsProps {
  readonly detail: ExperimentDetail;
  readonly overview: Overview;
  readonly runIds: readonly string[];
  readonly actions: ReturnType<typeof useTargetActions>;
}

const words = text.experiment;

/** The buttons of an experiment: what its state allows now, then the rest in a menu. */
export function ExperimentActions({ detail, overview, runIds, actions }: ExperimentActionsProps) {
  const { id } = detail.experiment;
  const [isAsking, asking] = useDisclosure(false);
  const [isBundling, bundling] = useDisclosure(false);
  const [isExporting, exporting] = useDisclosure(false);
  const hasResults = (overview.counts.completed ?? 0) > 0;
  const openExport = exporting.open;
  useShortcut(
    useMemo(
      () =>
        hasResults
          ? { keys: interopKeys.export, label: text.interop.exportItem, group: text.interop.group, run: openExport }
          : null,
      [hasResults, openExport],
    ),
  );
  return (
    <>
      {overview.retryable > 0 && (
        <Button size="xs" variant="default" loading={actions.retry.isPending} onClick={() => actions.retry.mutate()}>
          {words.retryFailed}
        </Button>
      )}
      {overview.resumable > 0 && (
        <Button size="xs" variant="default" loading={actions.resume.isPending} onClick={() => actions.resume.mutate()}>
          {words.resume}
        </Button>
      )}
      {overview.isActive && (
        <Button size="xs" variant="default" loading={actions.cancel.isPending} onClick={asking.open}>
          {words.cancelAll}
        </Button>
      )}
      <MoreMenu
        experimentId={id}
        runIds={runIds}
        onExportBundle={bundling.open}
        onExportRuns={hasResults ? openExport : null}
      />
      {isExporting && <ExportRunsDialog selection={{ experimentId: id }} onClose={exporting.close} />}
      {isBundling && (
        <ExportBundleDialog targets={[{ experimentId: id }]} name={id} onClose={bundling.close}>
          <Text size="sm">{text.bundles.ofExperiment(detail.experiment.name)}</Text>
        </ExportBundleDialog>
      )}
      {hasResults && (
        <Button
          renderRoot={(props) => <Link {...props} to="/compare" search={{ experiment: id }} />}
          size="xs"
          variant={overview.isComplete ? 'filled' : 'default'}
        >
          {overview.isComplete ? words.compare : words.compareSoFar}
        </Button>
      )}
      <CancelDialog
        isOpen={isAsking}
        onClose={asking.close}
        onCancel={() => actions.cancel.mutate()}
        words={{
          title: words.cancelTitle,
          body: words.cancelBody(overview.cancellable),
          keepRunning: words.keepRunning,
          cancel: words.cancelAll,
        }}
      />
    </>
  );
}

interface MoreMenuProps {
  readonly experimentId: string;
  readonly runIds: readonly string[];
  readonly onExportBundle: () => void;
  /** Null while no run is complete. */
  readonly onExportRuns: (() => void) | null;
}

function MoreMenu({ experimentId, runIds, onExportBundle, onExportRuns }: MoreMenuProps) {
  const lab = useLab();
  const navigate = useNavigate();
  const runActions = useRunActions();
  const rows = useRunRows(runIds);
  const exportSpec = useMutation({
    mutationFn: async (format: 'json' | 'yaml') => {
      const draft = await lab.experiments.draftOf({ experimentId, runId: null });
      return lab.experiments.exportSpec({ draft, format });
    },
    onSuccess: (file) => download(new Blob([file.text], { type: 'text/plain' }), file.fileName),
    onError: showError,
  });
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button size="xs" variant="default" aria-label={words.more}>
          <IconDots size={16} aria-hidden />
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => void navigate({ to: '/new', search: { clone: experimentId } })}>
          {words.clone}
        </Menu.Item>
        <Menu.Item onClick={() => exportSpec.mutate('json')}>{words.exportJson}</Menu.Item>
        <Menu.Item onClick={() => exportSpec.mutate('yaml')}>{words.exportYaml}</Menu.Item>
        <Menu.Item onClick={onExportBundle}>{text.bundles.exportItem}</Menu.Item>
        <Menu.Item disabled={onExportRuns === null} onClick={onExportRuns ?? undefined}>
          {text.interop.exportItem}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item onClick={() => void navigate({ to: '/samples', search: { experiment: experimentId } })}>
          {words.samples}
        </Menu.Item>
        <Menu.Item onClick={() => void navigate({ to: '/reports', search: { experiment: experimentId } })}>
          {words.report}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item
          disabled={rows.size === 0}
          onClick={() =>
            runActions.archive(
              [...rows.values()].map(({ row }) => row),
              true,
            )
          }
        >
          {words.archive}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
