import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { Section } from '../../components/section.tsx';
import { text } from '../../text/index.ts';
import { AgreementTable } from '../judges/agreement-table.tsx';
import { useJudgesQuery } from '../judges/queries.ts';
import { writeLook } from '../samples/look.ts';
import { useComparison } from './comparison-view.tsx';

const words = text.answers.agreement;

/** κ of every two judges over all answers at the chosen step; nothing where one alone has judged. */
export function AgreementSection({ step }: { step: number }) {
  const { data } = useComparison();
  const navigate = useNavigate();
  const query = useQuery(useJudgesQuery(data.runs.members, step));
  if (query.error)
    return (
      <Section title={words.title}>
        <ErrorPanel error={query.error} />
      </Section>
    );
  if (!query.data || query.data.pairs.length === 0) return null;
  const runIds = data.runs.members.map((run) => run.runId);
  return (
    <Section title={words.title}>
      <Text size="sm" mb="xs">
        {words.intro(step)}
      </Text>
      <AgreementTable
        pairs={query.data.pairs}
        onDifferences={(judges) =>
          void navigate({ to: '/samples', search: writeLook(runIds, { filter: 'disagree', step, judges }) })
        }
      />
    </Section>
  );
}
