import { Button, Group, Stack, Text } from '@mantine/core';
import { useSessionStorage } from '@mantine/hooks';
import { useMutation } from '@tanstack/react-query';
import type { Selection } from '../../../shared/contract/compare.ts';
import type { PassJudge } from '../../../shared/judging/judges.ts';
import type { JudgingPlan } from '../../../shared/views/judging.ts';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { showDone } from '../../components/toasts.tsx';
import { useLab } from '../../rpc/lab-context.tsx';
import { text } from '../../text/index.ts';
import { emptyDraft, type JudgeDraft, readDraft } from './draft.ts';
import { JudgeFields } from './judge-fields.tsx';
import { JudgeSelect } from './judge-select.tsx';

interface JudgeDialogProps {
  readonly selection: Selection;
  readonly onClose: () => void;
  readonly onStarted: () => void;
}

/** Chooses a judge, says what it would be asked and what that costs, and starts it. */
export function JudgeDialog({ selection, onClose, onStarted }: JudgeDialogProps) {
  const lab = useLab();
  const [draft, setDraft] = useSessionStorage<JudgeDraft>({
    key: 'booster-lab.judge-draft',
    defaultValue: emptyDraft,
    getInitialValueInEffect: false,
  });
  const read = readDraft(draft);
  const plan = useMutation({ mutationFn: (judge: PassJudge) => lab.judges.plan({ selection, judge }) });
  const start = useMutation({
    mutationFn: (judge: PassJudge) => lab.judges.start({ selection, judge }),
    onSuccess: () => {
      showDone(text.judges.started);
      onStarted();
    },
  });
  const judge = 'judge' in read ? read.judge : null;
  const isPlanned = plan.data !== undefined && JSON.stringify(plan.variables) === JSON.stringify(judge);
  return (
    <Dialog onClose={onClose} title={text.judges.dialogTitle} size="lg">
      <Stack gap="sm">
        <Text size="sm">{text.judges.dialogHelp}</Text>
        <JudgeSelect draft={draft} onDraft={setDraft} />
        <JudgeFields draft={draft} onDraft={setDraft} problems={'problems' in read ? read.problems : {}} />
        {isPlanned && plan.data && <PlanWords plan={plan.data} />}
        {plan.error && !plan.isPending && <ErrorPanel error={plan.error} />}
        {start.error && <ErrorPanel error={start.error} />}
        <Group justify="flex-end" gap="xs">
          <Button
            variant="default"
            disabled={judge === null}
            loading={plan.isPending}
            onClick={() => judge && plan.mutate(judge)}
          >
            {text.judges.check}
          </Button>
          <Button
            disabled={!isPlanned || judge === null || plan.data?.answerCount === 0}
            loading={start.isPending}
            onClick={() => judge && start.mutate(judge)}
          >
            {text.judges.start}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}

function PlanWords({ plan }: { plan: JudgingPlan }) {
  const { cost } = plan;
  const sentences = [
    `${plan.judge} (${plan.judgeVersion}). ${text.judges.plan(plan)}`,
    ...(plan.leftOutRunCount > 0 ? [text.judges.leftOut(plan.leftOutRunCount)] : []),
    ...(cost
      ? [
          text.judges.cost(cost),
          cost.price === null ? text.judges.noPrice : text.judges.price(cost.price),
          text.judges.pace(cost.shortestMinutes),
          ...(cost.hasToken ? [] : [text.judges.noToken]),
        ]
      : []),
  ];
  return (
    <Stack gap={2} aria-live="polite">
      {sentences.map((sentence) => (
        <Text size="sm" key={sentence} style={{ overflowWrap: 'anywhere' }}>
          {sentence}
        </Text>
      ))}
    </Stack>
  );
}
