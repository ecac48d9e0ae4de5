import { Button, Group, MultiSelect, Stack, Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { usualTolerance } from '../../../shared/views/reproduction.ts';
import { Dialog } from '../../components/dialog.tsx';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { FileChooser } from '../../components/file-chooser.tsx';
import { useLab } from '../../rpc/lab-context.tsx';
import { text } from '../../text/index.ts';

const words = text.reproduce;

interface ReproduceDialogProps {
  /** Where the bundle lies; empty asks for it. */
  readonly path: string;
  /** Said about the file, such as that it is not where it was. */
  readonly remark?: string | undefined;
  /** Runs to choose among; without them all of the bundle are run. */
  readonly runs?: readonly { readonly runId: string; readonly label: string }[];
  readonly onClose: () => void;
}

/** Asks which bundle, which of its runs and what may differ, and begins to run them again. */
export function ReproduceDialog({ path, remark, runs = [], onClose }: ReproduceDialogProps) {
  const lab = useLab();
  const navigate = useNavigate();
  const [writtenPath, setPath] = useState(path);
  const [runIds, setRunIds] = useState<string[]>([]);
  const [points, setPoints] = useState(String(usualTolerance.scorePoints));
  const [percent, setPercent] = useState(String(100 * usualTolerance.curveFraction));
  const [isBrowsing, setBrowsing] = useState(false);
  const scorePoints = readAmount(points);
  const curveFraction = readAmount(percent);
  const begin = useMutation({
    mutationFn: (tolerance: { scorePoints: number; curveFraction: number }) =>
      lab.bundles.reproduce({ path: writtenPath, runIds, tolerance }),
    onSuccess: async ({ id }) => {
      onClose();
      await navigate({ to: '/reproductions/$reproductionId', params: { reproductionId: id } });
    },
  });
  const submit = () => {
    if (scorePoints === null || curveFraction === null || begin.isPending) return;
    begin.mutate({ scorePoints, curveFraction: curveFraction / 100 });
  };
  return (
    <Dialog onClose={onClose} title={words.dialogTitle} size="lg">
      <Stack gap="sm">
        <Text size="sm">{words.help}</Text>
        {remark !== undefined && <Text size="sm">{remark}</Text>}
        <Group align="flex-end" gap="xs" wrap="nowrap">
          <TextInput
            label={words.path}
            value={writtenPath}
            onChange={(event) => setPath(event.currentTarget.value)}
            spellCheck={false}
            flex={1}
            data-autofocus
          />
          <Button variant="default" onClick={() => setBrowsing(true)}>
            {words.browse}
          </Button>
        </Group>
        {runs.length > 1 && (
          <MultiSelect
            label={words.runs}
            description={words.runsHelp}
            placeholder={runIds.length === 0 ? words.allRuns : ''}
            data={runs.map(({ runId, label }) => ({ value: runId, label }))}
            value={runIds}
            onChange={setRunIds}
            searchable
          />
        )}
        <Group grow align="flex-start">
          <TextInput
            label={words.scorePoints}
            value={points}
            error={scorePoints === null && words.notANumber}
            onChange={(event) => setPoints(event.currentTarget.value)}
          />
          <TextInput
            label={words.curveFraction}
            value={percent}
            error={curveFraction === null && words.notANumber}
            onChange={(event) => setPercent(event.currentTarget.value)}
          />
        </Group>
        <Text size="xs">{words.toleranceHelp}</Text>
        {begin.error && <ErrorPanel error={begin.error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {text.common.cancel}
          </Button>
          <Button onClick={submit} loading={begin.isPending} disabled={writtenPath === ''}>
            {words.submit}
          </Button>
        </Group>
      </Stack>
      <FileChooser
        isOpen={isBrowsing}
        mode="bundle"
        onClose={() => setBrowsing(false)}
        onChoose={(chosen) => {
          setPath(chosen);
          setBrowsing(false);
        }}
      />
    </Dialog>
  );
}

function readAmount(written: string): number | null {
  const value = Number(written);
  return written.trim() !== '' && Number.isFinite(value) && value >= 0 ? value : null;
}
