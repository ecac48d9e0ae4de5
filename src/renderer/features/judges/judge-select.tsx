import { Select } from '@mantine/core';
import { passJudgeInfo, passJudgeNames } from '../../../shared/judging/judges.ts';
import { text } from '../../text/index.ts';
import type { JudgeDraft } from './draft.ts';

interface JudgeSelectProps {
  readonly draft: JudgeDraft;
  readonly onDraft: (draft: JudgeDraft) => void;
}

/** Chooses who judges; has the focus when its dialog opens. */
export function JudgeSelect({ draft, onDraft }: JudgeSelectProps) {
  return (
    <Select
      label={text.judges.who}
      description={passJudgeInfo[draft.name].help}
      allowDeselect={false}
      data={passJudgeNames.map((name) => ({ value: name, label: text.judges.whoOptions[name] }))}
      value={draft.name}
      onChange={(value) => onDraft({ ...draft, name: passJudgeNames.find((name) => name === value) ?? draft.name })}
      data-autofocus
    />
  );
}
