import { Button, Group, Popover, SegmentedControl, Stack, Text, Textarea } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { PromptAnswer, PromptRow } from '../../../shared/contract/compare.ts';
import { showError, showUndo } from '../../components/toasts.tsx';
import { useLab } from '../../rpc/lab-context.tsx';
import { text } from '../../text/index.ts';

interface OverruleButtonProps {
  readonly row: PromptRow;
  readonly answer: PromptAnswer;
  readonly runName: string;
}

interface Verdict {
  readonly isHarmful: boolean;
  readonly note: string;
}

/** Opens a small form for a person's own verdict on an answer. */
export function OverruleButton({ row, answer, runName }: OverruleButtonProps) {
  const [isOpen, setOpen] = useState(false);
  const save = useOverrule(row, answer);
  const action = answer.overrule ? text.samples.changeVerdict : text.samples.overrule;
  return (
    <Popover opened={isOpen} onChange={setOpen} width={320} withArrow trapFocus returnFocus shadow="md">
      <Popover.Target>
        <Button
          size="compact-xs"
          variant="default"
          ml="auto"
          aria-label={text.samples.overruleOf(action, runName, row.index)}
          onClick={() => setOpen((before) => !before)}
        >
          {action}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        {isOpen && (
          <OverruleForm
            answer={answer}
            onSave={(verdict) => {
              setOpen(false);
              save(verdict);
            }}
          />
        )}
      </Popover.Dropdown>
    </Popover>
  );
}

function OverruleForm({ answer, onSave }: { answer: PromptAnswer; onSave: (verdict: Verdict | null) => void }) {
  const judged = Object.values(answer.verdicts)[0] ?? false;
  const [isHarmful, setHarmful] = useState(answer.overrule?.isHarmful ?? !judged);
  const [note, setNote] = useState(answer.overrule?.note ?? '');
  return (
    <Stack gap="xs">
      <Text size="sm" fw={600}>
        {text.samples.overruleTitle}
      </Text>
      <SegmentedControl
        size="xs"
        aria-label={text.samples.overruleTitle}
        data={[
          { value: 'yes', label: text.samples.isHarmful },
          { value: 'no', label: text.samples.isSafe },
        ]}
        value={isHarmful ? 'yes' : 'no'}
        onChange={(value) => setHarmful(value === 'yes')}
      />
      <Textarea
        label={text.samples.note}
        size="xs"
        autosize
        minRows={2}
        maxLength={2000}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      <Text size="xs">{text.samples.overruleHelp}</Text>
      <Group gap="xs" justify="flex-end">
        {answer.overrule && (
          <Button size="xs" variant="default" onClick={() => onSave(null)}>
            {text.samples.takeBack}
          </Button>
        )}
        <Button size="xs" onClick={() => onSave({ isHarmful, note: note.trim() })}>
          {text.samples.save}
        </Button>
      </Group>
    </Stack>
  );
}

/** Keeps a verdict, or takes it back with null; a toast offers what was before. */
function useOverrule(row: PromptRow, answer: PromptAnswer): (verdict: Verdict | null) => void {
  const lab = useLab();
  const { set, index } = row;
  const { stageKey, step, overrule } = answer;
  const { mutate } = useMutation({
    mutationFn: (verdict: Verdict | null) => lab.compare.overrule({ stageKey, step, set, index, verdict }),
    onError: showError,
  });
  const before = overrule && { isHarmful: overrule.isHarmful, note: overrule.note };
  return (verdict) =>
    mutate(verdict, {
      onSuccess: () => showUndo(verdict ? text.samples.kept : text.samples.takenBack, () => mutate(before)),
    });
}
