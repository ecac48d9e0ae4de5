import { Button, Group, List, Skeleton, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { RunRowView } from '../../../../shared/contract/runs.ts';
import { ErrorPanel } from '../../../components/error-panel.tsx';
import { formatBytes } from '../../../../shared/format-bytes.ts';
import { showDone } from '../../../components/toasts.tsx';
import { useLab } from '../../../rpc/lab-context.tsx';
import { labQuery } from '../../../rpc/lab-query.ts';
import { Dialog } from '../../../components/dialog.tsx';
import { text } from '../../../text/index.ts';
import { runsTableKey } from '../queries.ts';

/** Asks before runs are deleted for good: how much that frees, and what stays because other runs need it. */
export function PurgeDialog({ runs, onClose }: { runs: readonly RunRowView[]; onClose: () => void }) {
  const lab = useLab();
  const queries = useQueryClient();
  const words = text.runs.purge;
  const runIds = runs.map(({ runId }) => runId);
  const plan = useQuery({
    ...labQuery(['runs', 'purge', runIds], (signal) => lab.runs.planPurge({ runIds }, { signal })),
    // What is freed depends on every other run: never answer from memory.
    gcTime: 0,
  });
  const purge = useMutation({
    mutationFn: () => lab.runs.purge({ runIds }),
    onSuccess: async ({ freedBytes }) => {
      onClose();
      showDone(words.done(runIds.length, formatBytes(freedBytes)));
      await queries.invalidateQueries({ queryKey: runsTableKey });
    },
  });
  return (
    <Dialog onClose={onClose} title={words.title(runs.length)}>
      <Stack gap="sm">
        {plan.isError && <ErrorPanel error={plan.error} onRetry={() => void plan.refetch()} />}
        {plan.isPending && <Skeleton height={44} />}
        {plan.data && (
          <>
            <Text size="sm">{words.frees(formatBytes(plan.data.freedBytes))}</Text>
            {plan.data.keptStageCount > 0 && (
              <>
                <Text size="sm">{words.keeps(plan.data.keptStageCount)}</Text>
                <List size="sm" mah={140} style={{ overflow: 'auto' }}>
                  {plan.data.keptFor.map(({ runId, experimentName, arm }) => (
                    <List.Item key={runId}>
                      {experimentName}, {arm} ({runId})
                    </List.Item>
                  ))}
                </List>
              </>
            )}
            <Text size="sm" fw={600}>
              {words.noWayBack}
            </Text>
          </>
        )}
        {purge.isError && <ErrorPanel error={purge.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus>
            {text.common.cancel}
          </Button>
          <Button color="red" disabled={!plan.data} loading={purge.isPending} onClick={() => purge.mutate()}>
            {words.confirm}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
