import { Anchor, Button, Code, Group, List, Stack, Text } from '@mantine/core';
import { IconPackageImport } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { type ImportedBundle, spellDigest } from '../../../shared/views/bundle.ts';
import { Dialog } from '../../components/dialog.tsx';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { FileChooser } from '../../components/file-chooser.tsx';
import { useLab } from '../../rpc/lab-context.tsx';
import { text } from '../../text/index.ts';
import { useWork } from '../../components/work/use-work.ts';
import { ReproduceDialog } from '../reproduce/reproduce-dialog.tsx';
import { WorkProgress } from '../../components/work/work-progress.tsx';

const words = text.bundles;

/** A button that asks for a bundle on the lab's machine and imports it. */
export function ImportBundleButton() {
  const [isChoosing, setChoosing] = useState(false);
  return (
    <>
      <Button
        size="xs"
        variant="default"
        leftSection={<IconPackageImport size={16} aria-hidden />}
        onClick={() => setChoosing(true)}
      >
        {words.importItem}
      </Button>
      <ImportBundle isChoosing={isChoosing} onChosen={() => setChoosing(false)} />
    </>
  );
}

interface ImportBundleProps {
  readonly isChoosing: boolean;
  /** Called when a file was chosen, and when somebody thought better of it. */
  readonly onChosen: () => void;
}

/** Asks for a bundle on the lab's machine while `isChoosing`, imports it, and says what came of it. */
export function ImportBundle({ isChoosing, onChosen }: ImportBundleProps) {
  const lab = useLab();
  const [path, setPath] = useState('');
  const { work, start, stop } = useWork<ImportedBundle>();
  return (
    <>
      <FileChooser
        isOpen={isChoosing}
        mode="bundle"
        onClose={onChosen}
        onChoose={(chosen) => {
          onChosen();
          setPath(chosen);
          void start((signal) => lab.bundles.import({ path: chosen }, { signal }));
        }}
      />
      {work.kind !== 'idle' && (
        <Dialog onClose={stop} title={words.importTitle}>
          {work.kind === 'working' && <WorkProgress progress={work.progress} onStop={stop} />}
          {work.kind === 'failed' && <ErrorPanel error={work.error} />}
          {work.kind === 'done' && <Imported result={work.result} path={path} onClose={stop} />}
        </Dialog>
      )}
    </>
  );
}

interface ImportedProps {
  readonly result: ImportedBundle;
  readonly path: string;
  readonly onClose: () => void;
}

function Imported({ result, path, onClose }: ImportedProps) {
  const [isReproducing, setReproducing] = useState(false);
  if (isReproducing) return <ReproduceDialog path={path} onClose={onClose} />;
  return (
    <Stack gap="sm">
      <Text size="sm">{words.imported(result.addedRuns, result.equalStages)}</Text>
      {result.addedWeights > 0 && <Text size="sm">{words.addedWeights(result.addedWeights)}</Text>}
      {result.addedJudgements > 0 && <Text size="sm">{words.addedJudgements(result.addedJudgements)}</Text>}
      {result.experiments.map(({ id, name }) => (
        <Anchor
          key={id}
          size="sm"
          onClick={onClose}
          renderRoot={(props) => <Link {...props} to="/experiments/$experimentId" params={{ experimentId: id }} />}
        >
          {words.open(name)}
        </Anchor>
      ))}
      {result.differing.length > 0 && <Text size="sm">{words.differing(result.differing.length)}</Text>}
      <List size="sm">
        {result.differing.map(({ key, kind, files }) => (
          <List.Item key={key}>
            {kind} {key.slice(0, 12)}: {files.join(', ')}
          </List.Item>
        ))}
      </List>
      {result.missingInputs.length > 0 && <Text size="sm">{words.missing}</Text>}
      <List size="sm">
        {result.missingInputs.map(({ kind, name, digest }) => (
          <List.Item key={digest}>
            {kind} {name} ({digest.slice(0, 12)})
          </List.Item>
        ))}
      </List>
      <Text size="sm">{words.digest}</Text>
      <Code block style={{ whiteSpace: 'pre-wrap' }}>
        {spellDigest(result.digest)}
      </Code>
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={() => setReproducing(true)}>
          {text.reproduce.button}
        </Button>
        <Button onClick={onClose}>{words.done}</Button>
      </Group>
    </Stack>
  );
}
