import { Button, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import type { LaterJudge } from '../../../shared/judging/spec-judges.ts';
import { Dialog } from '../../components/dialog.tsx';
import { text } from '../../text/index.ts';
import { emptyDraft, type JudgeDraft, readDraft, readPlanned, writePlanned } from './draft.ts';
import { JudgeFields } from './judge-fields.tsx';
import { JudgeSelect } from './judge-select.tsx';

interface PlannedJudgeDialogProps {
  /** Null for a new one. */
  readonly judge: LaterJudge | null;
  readonly onClose: () => void;
  readonly onDone: (judge: ReturnType<typeof writePlanned>) => void;
}

/** Chooses a judge that an experiment asks after its evaluations. Nothing is asked or sent here. */
export function PlannedJudgeDialog({ judge, onClose, onDone }: PlannedJudgeDialogProps) {
  const [draft, setDraft] = useState<JudgeDraft>(() => (judge ? readPlanned(judge) : emptyDraft));
  const read = readDraft(draft);
  const isWhole = 'judge' in read;
  return (
    <Dialog onClose={onClose} title={text.judges.planned.dialogTitle} size="lg">
      <Stack gap="sm">
        <Text size="sm">{text.judges.planned.dialogHelp}</Text>
        <JudgeSelect draft={draft} onDraft={setDraft} />
        <JudgeFields draft={draft} onDraft={setDraft} problems={isWhole ? {} : read.problems} />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {text.common.cancel}
          </Button>
          <Button disabled={!isWhole} onClick={() => onDone(writePlanned(draft))}>
            {judge ? text.judges.planned.keep : text.judges.planned.addThis}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
