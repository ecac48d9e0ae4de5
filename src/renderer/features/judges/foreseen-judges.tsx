import { Alert, Checkbox, Stack, Text, Title } from '@mantine/core';
import type { ForeseenJudge } from '../../../shared/views/judging.ts';
import { text } from '../../text/index.ts';

const words = text.judges.planned;

interface ForeseenJudgesProps {
  readonly judges: readonly ForeseenJudge[];
  readonly allowedHosts: readonly string[];
  readonly onAllow: (hosts: readonly string[]) => void;
}

/** The judges that a plan asks after its evaluations, what they are asked and cost, and whether answers may be sent. */
export function ForeseenJudges({ judges, allowedHosts, onAllow }: ForeseenJudgesProps) {
  if (judges.length === 0) return null;
  const hosts = [...new Set(judges.flatMap(({ cost }) => cost?.host ?? []))];
  return (
    <Stack gap={6}>
      <Title order={3} size="sm">
        {words.title}
      </Title>
      {judges.map(({ name, variant, answerCount, evaluationCount, cost }, index) => {
        const label = [text.judges.whoOptions[name], variant].filter(Boolean).join(': ');
        return (
          // A list of one plan; two judges may be called the same.
          <Stack gap={0} key={`${index} ${label}`}>
            <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
              {words.foreseen(label, answerCount, evaluationCount)}
            </Text>
            {cost && (
              <Text size="xs" style={{ overflowWrap: 'anywhere' }}>
                {[
                  text.judges.cost(cost),
                  cost.price === null ? text.judges.noPrice : text.judges.price(cost.price),
                  text.judges.pace(cost.shortestMinutes),
                ].join(' ')}
              </Text>
            )}
          </Stack>
        );
      })}
      {hosts.map((host) => (
        <Alert key={host} color="gray" p="xs">
          <Checkbox
            size="xs"
            label={words.allow(host)}
            description={words.allowHelp}
            checked={allowedHosts.includes(host)}
            onChange={(event) =>
              onAllow(
                event.currentTarget.checked ? [...allowedHosts, host] : allowedHosts.filter((other) => other !== host),
              )
            }
          />
        </Alert>
      ))}
    </Stack>
  );
}
