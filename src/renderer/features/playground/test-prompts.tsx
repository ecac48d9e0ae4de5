import { Button, Group, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { showError } from '../../components/toasts.tsx';
import { useLab } from '../../rpc/lab-context.tsx';
import { text } from '../../text/index.ts';

const sets = ['safety', 'benign', 'utility'] as const;
type TestSet = (typeof sets)[number];

/** Puts the next test prompt of a run into the field: for who does not know what this model was taught. */
export function TestPrompts({ runId, onTake }: { runId: string; onTake: (prompt: string) => void }) {
  const lab = useLab();
  const [taken, setTaken] = useState<Readonly<Partial<Record<TestSet, number>>>>({});
  const take = useMutation({
    mutationFn: async (set: TestSet) => {
      const offset = taken[set] ?? 0;
      const { rows, total } = await lab.compare.prompts({ runIds: [runId], set, limit: 1, offset });
      const [row] = rows;
      if (!row) throw new Error(text.playground.noTests);
      setTaken((before) => ({ ...before, [set]: (offset + 1) % total }));
      return row.prompt;
    },
    onSuccess: onTake,
    onError: showError,
  });
  return (
    <Group gap="xs">
      <Text size="sm">{text.playground.tests}</Text>
      {sets.map((set) => (
        <Button key={set} size="compact-sm" variant="default" onClick={() => take.mutate(set)}>
          {text.playground.testSets[set]}
        </Button>
      ))}
    </Group>
  );
}
