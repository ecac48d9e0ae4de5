import { Alert, Button, Checkbox, List, Stack } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { showError } from '../../components/toasts.tsx';
import { useLab } from '../../rpc/lab-context.tsx';
import { text } from '../../text/index.ts';
import { JudgingProgress } from './judging-progress.tsx';
import { useJudgingQuery, useWaitingQuery } from './queries.ts';

const words = text.judges.planned;

/** Answers of an experiment that its judges have not been asked about, and the button that asks; nothing while there are none. */
export function WaitingJudges({ experimentId, isAtWork }: { experimentId: string; isAtWork: boolean }) {
  const lab = useLab();
  const { data: judges = [] } = useQuery(useWaitingQuery(experimentId));
  const { data: judging } = useQuery(useJudgingQuery());
  const [allowed, setAllowed] = useState<readonly string[]>([]);
  const ask = useMutation({
    mutationFn: () => lab.judges.startWaiting({ experimentId, allowedHosts: [...allowed] }),
    onError: showError,
  });
  if (judges.length === 0 || isAtWork) return null;
  if (judging?.kind === 'running') return <JudgingProgress />;
  const hosts = [...new Set(judges.flatMap(({ host }) => host ?? []))];
  const canAsk = judges.some(({ host }) => host === null || allowed.includes(host));
  return (
    <Stack gap="xs">
      <JudgingProgress />
      <Alert color="gray" title={words.waitingTitle(judges.reduce((sum, { answerCount }) => sum + answerCount, 0))}>
        <Stack gap="xs" align="flex-start">
          <List size="sm">
            {judges.map(({ name, variant, answerCount, runCount }, index) => (
              // Two judges may be called the same.
              <List.Item key={`${index} ${name} ${variant}`}>
                {words.waiting(
                  [text.judges.whoOptions[name], variant].filter(Boolean).join(': '),
                  answerCount,
                  runCount,
                )}
              </List.Item>
            ))}
          </List>
          {hosts.map((host) => (
            <Checkbox
              key={host}
              size="xs"
              label={words.allow(host)}
              description={text.judges.network}
              checked={allowed.includes(host)}
              onChange={(event) =>
                setAllowed(event.currentTarget.checked ? [...allowed, host] : allowed.filter((other) => other !== host))
              }
            />
          ))}
          <Button size="xs" variant="default" disabled={!canAsk} loading={ask.isPending} onClick={() => ask.mutate()}>
            {words.ask}
          </Button>
        </Stack>
      </Alert>
    </Stack>
  );
}
