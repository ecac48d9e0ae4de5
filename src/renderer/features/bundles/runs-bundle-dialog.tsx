import { Text } from '@mantine/core';
import type { RunRowView } from '../../../shared/contract/runs.ts';
import { text } from '../../text/index.ts';
import { ExportBundleDialog } from './export-dialog.tsx';

const words = text.bundles;

/** Makes a bundle of some runs, of whichever experiments. */
export function RunsBundleDialog({ runs, onClose }: { runs: readonly RunRowView[]; onClose: () => void }) {
  const experimentIds = [...new Set(runs.map((run) => run.experimentId))];
  const [only] = experimentIds;
  const name = words.runsName(runs.length);
  return (
    <ExportBundleDialog
      targets={runs.map(({ runId }) => ({ runId }))}
      name={experimentIds.length === 1 ? `${only}-${name}` : name}
      onClose={onClose}
    >
      <Text size="sm">{words.ofRuns(runs.length)}</Text>
    </ExportBundleDialog>
  );
}
