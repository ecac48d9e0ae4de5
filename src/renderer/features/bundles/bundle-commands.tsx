import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useLocation, useParams } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { useShortcut } from '../../components/shortcuts.tsx';
import { text } from '../../text/index.ts';
import { useExperimentsQuery } from '../home/queries.ts';
import { bundleKeys } from './bundle-keys.ts';
import { ExportBundleDialog } from './export-dialog.tsx';
import { ReproduceDialog } from '../reproduce/reproduce-dialog.tsx';
import { ImportBundle } from './import-bundle.tsx';

const words = text.bundles;

/** Making and importing bundles from every page, by keys and by the command palette. */
export function BundleCommands() {
  const [isChoosing, setChoosing] = useState(false);
  const [isMaking, setMaking] = useState(false);
  const [isReproducing, setReproducing] = useState(false);
  const { pathname } = useLocation();
  useShortcut(
    useMemo(
      () => ({ keys: bundleKeys.import, label: words.importItem, group: words.group, run: () => setChoosing(true) }),
      [],
    ),
  );
  useShortcut(
    useMemo(
      () => ({
        keys: bundleKeys.reproduce,
        label: text.reproduce.item,
        group: words.group,
        run: () => setReproducing(true),
      }),
      [],
    ),
  );
  // There the chosen runs are meant, and the page says so itself.
  const isElsewhere = pathname !== '/runs';
  useShortcut(
    useMemo(
      () =>
        isElsewhere
          ? { keys: bundleKeys.make, label: words.exportItem, group: words.group, run: () => setMaking(true) }
          : null,
      [isElsewhere],
    ),
  );
  return (
    <>
      <ImportBundle isChoosing={isChoosing} onChosen={() => setChoosing(false)} />
      {isReproducing && <ReproduceDialog path="" onClose={() => setReproducing(false)} />}
      {isMaking && <ExperimentBundleDialog onClose={() => setMaking(false)} />}
    </>
  );
}

/** Asks which experiment; that of the page, else the newest. */
function ExperimentBundleDialog({ onClose }: { onClose: () => void }) {
  const experiments = useQuery(useExperimentsQuery());
  const { experimentId } = useParams({ strict: false });
  const [choice, setChoice] = useState<string | null>(null);
  const all = experiments.data?.toReversed() ?? [];
  const chosen = all.find(({ id }) => id === (choice ?? experimentId)) ?? all[0];
  return (
    <ExportBundleDialog targets={chosen ? [{ experimentId: chosen.id }] : []} name={chosen?.id ?? ''} onClose={onClose}>
      {experiments.error && <ErrorPanel error={experiments.error} onRetry={() => void experiments.refetch()} />}
      <Select
        label={words.experiment}
        placeholder={experiments.isPending ? text.common.loading : words.noExperiment}
        data={all.map(({ id, name }) => ({ value: id, label: name }))}
        value={chosen?.id ?? null}
        onChange={setChoice}
        disabled={all.length === 0}
        allowDeselect={false}
        searchable
      />
    </ExportBundleDialog>
  );
}
