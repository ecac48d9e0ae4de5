import { Button, Center } from '@mantine/core';
import { EmptyState } from '../../../components/empty-state.tsx';
import { text } from '../../../text/index.ts';
import type { Shelf } from '../view/view.ts';

/** Stands in for the table where no run fits, with the way back. */
export function NothingFound({ shelf, filter, onClear }: { shelf: Shelf; filter: string; onClear: () => void }) {
  const isFiltered = filter.trim() !== '';
  const words = text.runs.nothing;
  return (
    <Center flex={1}>
      {isFiltered ? (
        <EmptyState title={words.filteredTitle} body={words.filteredBody}>
          <Button variant="default" onClick={onClear}>
            {text.runs.filter.clear}
          </Button>
        </EmptyState>
      ) : (
        <EmptyState title={words[shelf].title} body={words[shelf].body} />
      )}
    </Center>
  );
}
