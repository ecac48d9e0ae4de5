import { Button, Group, List, Text } from '@mantine/core';
import { IconFlask, IconPlayerPlay } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { Section } from '../../components/section.tsx';
import { showError } from '../../components/toasts.tsx';
import { useLab } from '../../rpc/lab-context.tsx';
import { text } from '../../text/index.ts';

/** The embedded project, one click away. */
export function SampleCard({ isFirst }: { isFirst: boolean }) {
  const lab = useLab();
  const navigate = useNavigate();
  const start = useMutation({
    mutationFn: () => lab.experiments.runSample(),
    onSuccess: ({ experimentId }) => navigate({ to: '/experiments/$experimentId', params: { experimentId } }),
    onError: showError,
  });
  return (
    <Section title={text.home.sampleTitle}>
      <Text size="sm" maw={720}>
        {text.home.sampleBody}
      </Text>
      <List size="sm" my="sm">
        {text.home.sampleFacts.map((fact) => (
          <List.Item key={fact}>{fact}</List.Item>
        ))}
      </List>
      <Group>
        <Button
          variant={isFirst ? 'filled' : 'default'}
          leftSection={<IconPlayerPlay size={16} aria-hidden />}
          loading={start.isPending}
          onClick={() => start.mutate()}
        >
          {isFirst ? text.home.sampleRun : text.home.sampleGoOn}
        </Button>
        {isFirst && (
          <Button component={Link} to="/new" variant="default" leftSection={<IconFlask size={16} aria-hidden />}>
            {text.home.newExperiment}
          </Button>
        )}
      </Group>
    </Section>
  );
}
