import { Button, Collapse, Group, Skeleton, Stack, Text } from '@mantine/core';
import { useSessionStorage } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import type { Selection } from '../../../shared/contract/compare.ts';
import type { ReportRun } from '../../../shared/views/report.ts';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { Section } from '../../components/section.tsx';
import { text } from '../../text/index.ts';
import { AgreementTable } from './agreement-table.tsx';
import { JudgeDialog } from './judge-dialog.tsx';
import { JudgeTable } from './judge-table.tsx';
import { JudgingProgress } from './judging-progress.tsx';
import { useJudgesQuery } from './queries.ts';

interface JudgesSectionProps {
  /** Whose answers are judged. */
  readonly selection: Selection;
  /** Of these, the runs whose answers are looked at. */
  readonly runs: readonly ReportRun[];
  readonly step: number | null;
  readonly onDifferences: (judges: readonly [string, string]) => void;
}

/** Who judged the answers, how they agree, and asking another judge. */
export function JudgesSection({ selection, runs, step, onDifferences }: JudgesSectionProps) {
  const [isOpen, setOpen] = useSessionStorage({ key: 'booster-lab.judges-open', defaultValue: false });
  const [isAsking, setAsking] = useState(false);
  const contentId = useId();
  const query = useQuery({
    ...useJudgesQuery(runs, step),
    enabled: isOpen && runs.length > 0,
    placeholderData: keepPreviousData,
  });
  return (
    <Section
      title={text.judges.title}
      actions={
        <Group gap="xs" wrap="nowrap">
          <Button
            size="xs"
            variant="default"
            aria-expanded={isOpen}
            aria-controls={contentId}
            onClick={() => setOpen((before) => !before)}
          >
            {isOpen ? text.judges.hide : text.judges.show}
          </Button>
          <Button size="xs" variant="default" onClick={() => setAsking(true)}>
            {text.judges.judgeAnswers}
          </Button>
        </Group>
      }
    >
      <Stack gap="sm">
        <JudgingProgress />
        <Collapse expanded={isOpen} id={contentId}>
          {query.isError && <ErrorPanel error={query.error} onRetry={() => void query.refetch()} />}
          {query.isLoading && <Skeleton h={120} aria-label={text.common.loading} />}
          {query.data && query.data.step !== null && (
            <Stack gap="sm">
              <Text size="xs">{text.judges.of(query.data.step)}</Text>
              <JudgeTable judges={query.data.judges} selection={selection} />
              {query.data.pairs.length > 0 && <AgreementTable pairs={query.data.pairs} onDifferences={onDifferences} />}
            </Stack>
          )}
        </Collapse>
      </Stack>
      {isAsking && (
        <JudgeDialog
          selection={selection}
          onClose={() => setAsking(false)}
          onStarted={() => {
            setAsking(false);
            setOpen(true);
          }}
        />
      )}
    </Section>
  );
}
