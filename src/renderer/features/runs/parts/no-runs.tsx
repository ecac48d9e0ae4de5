import { Button } from '@mantine/core';
import { IconFlask, IconPlayerPlay } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { EmptyState } from '../../../components/empty-state.tsx';
import { showError } from '../../../components/toasts.tsx';
import { useLab } from '../../../rpc/lab-context.tsx';
import { text } from '../../../text/index.ts';

/** What stands here before the first run: what this page will show, and the two ways to a first run. */
export function NoRuns() {
  const lab = useLab();
  const navigate = useNavigate();
  const runSample = useMutation({
    mutationFn: () => lab.experiments.runSample(),
    onSuccess: ({ experimentId }) => navigate({ to: '/experiments/$experimentId', params: { experimentId } }),
    onError: showError,
  });
  return (
    <EmptyState title={text.runs.empty.title} body={text.runs.empty.body}>
      <Button
        leftSection={<IconPlayerPlay size={16} aria-hidden />}
        loading={runSample.isPending}
        onClick={() => runSample.mutate()}
      >
        {text.runs.empty.sample}
      </Button>
      <Button variant="default" leftSection={<IconFlask size={16} aria-hidden />} component={Link} to="/new">
        {text.runs.empty.create}
      </Button>
    </EmptyState>
  );
}
