import { Badge, Button, Card, Group, Progress, Skeleton, Stack, Text, Title } from '@mantine/core';
import { IconDeviceFloppy, IconPlayerPlay } from '@tabler/icons-react';
import type { DraftPlan } from '../../../../shared/contract/experiments.ts';
import { ErrorPanel } from '../../../components/error-panel.tsx';
import { formatBytes } from '../../../../shared/format-bytes.ts';
import { formatCount, formatDuration } from '../../../components/format.ts';
import { text } from '../../../text/index.ts';
import { ForeseenJudges } from '../../judges/foreseen-judges.tsx';
import type { PlacedProblem } from '../form/place-problem.ts';
import classes from '../new-experiment.module.css';
import { AxisList } from './axis-list.tsx';
import { ProblemList } from './problem-list.tsx';
import { SearchPlanView } from './search-plan.tsx';
import type { SaveStatus } from './use-autosave.ts';
import type { usePlan } from './use-plan.ts';

const words = text.newExperiment.plan;

interface PlanPanelProps {
  readonly plan: ReturnType<typeof usePlan>;
  readonly problems: readonly PlacedProblem[];
  readonly saved: SaveStatus;
  readonly isStarting: boolean;
  /** Where the user lets answers be sent to. */
  readonly allowedHosts: readonly string[];
  readonly onAllow: (hosts: readonly string[]) => void;
  readonly onStart: () => void;
  readonly onSave: () => void;
}

/** What the form makes, what it will take, what is still wrong, and the button that starts it. */
export function PlanPanel(props: PlanPanelProps) {
  const { plan, problems, saved, isStarting, allowedHosts, onAllow, onStart, onSave } = props;
  const { query, isOld } = plan;
  return (
    <Card component="aside" withBorder padding="md" aria-label={words.title} className={classes.plan}>
      <Stack gap="sm">
        <Group justify="space-between">
          <Title order={2}>{words.title}</Title>
          {isOld && (
            <Text size="xs" component="output">
              {words.updating}
            </Text>
          )}
        </Group>
        {query.error && !query.data ? (
          <ErrorPanel error={query.error} onRetry={() => void query.refetch()} />
        ) : query.data ? (
          <Counts plan={query.data} isOld={isOld} />
        ) : (
          <Skeleton h={140} />
        )}
        <ForeseenJudges judges={query.data?.judges ?? []} allowedHosts={allowedHosts} onAllow={onAllow} />
        <Stack gap="xs">
          <Button
            leftSection={<IconPlayerPlay size={16} aria-hidden />}
            loading={isStarting}
            onClick={onStart}
            title={words.startKeys}
          >
            {query.data?.isKnown && problems.length === 0 ? words.goOn : words.start}
          </Button>
          <Button
            variant="default"
            leftSection={<IconDeviceFloppy size={16} aria-hidden />}
            onClick={onSave}
            title={words.saveKeys}
          >
            {words.save}
          </Button>
        </Stack>
        <Text size="xs" component="output">
          {words.saved(saved)}
        </Text>
        <div>
          <ProblemList problems={problems} />
          <AxisList />
          <SearchPlanView plan={query.data?.search ?? null} />
        </div>
      </Stack>
    </Card>
  );
}

function Counts({ plan, isOld }: { plan: DraftPlan; isOld: boolean }) {
  // While there are problems, the stages cannot be worked out.
  if (plan.experimentId === null) {
    return (
      <Stack gap="xs">
        {plan.runCount > 0 && <Figure value={formatCount(plan.runCount)} label={words.runs(plan.runCount)} />}
        <Text size="sm">{words.notYet}</Text>
      </Stack>
    );
  }
  const total = plan.stages.length;
  const isDone = plan.completeStageCount === total;
  const kinds = (['align', 'attack', 'evaluate'] as const).map((kind) => ({
    kind,
    all: plan.stages.filter((stage) => stage.kind === kind).length,
    done: plan.stages.filter((stage) => stage.kind === kind && stage.isComplete).length,
  }));
  return (
    <Stack gap="xs" style={{ opacity: isOld ? 0.6 : 1 }} aria-live="polite">
      <Group gap="lg">
        <Figure value={formatCount(plan.runCount)} label={words.runs(plan.runCount)} />
        <Figure value={formatCount(total)} label={words.stages(total)} />
        {plan.isKnown && (
          <Badge variant="default" tt="none">
            {words.known}
          </Badge>
        )}
      </Group>
      {plan.search && plan.search.rungs.length > 1 && (
        <Text size="sm">{text.newExperiment.search.runsAtMost(formatCount(plan.search.runCount))}</Text>
      )}
      <Progress
        value={total > 0 ? (100 * plan.completeStageCount) / total : 0}
        aria-label={words.stored(plan.completeStageCount, total)}
      />
      <Text size="sm">{isDone ? words.allStored : words.stored(plan.completeStageCount, total)}</Text>
      <ul className={classes.kinds}>
        {kinds.map(({ kind, all, done }) => (
          <li key={kind}>
            {text.common.stages[kind]}: {words.kind(formatCount(all), formatCount(done))}
          </li>
        ))}
      </ul>
      {!isDone && (
        <>
          <dl className={classes.forecast}>
            <div>
              <dt>{words.time}</dt>
              <dd>{formatDuration(plan.forecast?.durationMs)}</dd>
            </div>
            <div>
              <dt>{words.memory}</dt>
              <dd>{formatBytes(plan.forecast?.memoryBytes)}</dd>
            </div>
            <div>
              <dt>{words.disk}</dt>
              <dd>{formatBytes(plan.forecast?.diskBytes)}</dd>
            </div>
          </dl>
          {plan.forecast && <Text size="xs">{plan.forecast.basis}</Text>}
        </>
      )}
    </Stack>
  );
}

function Figure({ value, label }: { value: string; label: string }) {
  return (
    <div>
      <Text fz={26} fw={600} lh={1.1}>
        {value}
      </Text>
      <Text size="xs">{label}</Text>
    </div>
  );
}
