import { Badge, Group, Text } from '@mantine/core';
import type { RunView } from '../../../shared/views/lab.ts';
import { text } from '../../text/index.ts';

/** Says which files runs were imported from, and when; nothing for runs of the data folder's own. */
export function ImportedFrom({ runs }: { runs: readonly RunView[] }) {
  const origins = new Map(runs.flatMap(({ origin }) => (origin ? [[origin.digest, origin] as const] : [])));
  return [...origins.values()].map(({ digest, fileName, importedAtMs }) => (
    <Group key={digest} gap="xs">
      <Badge variant="light" tt="none">
        {text.bundles.importedBadge}
      </Badge>
      <Text size="sm">{text.bundles.origin(fileName, new Date(importedAtMs).toLocaleDateString('en-GB'))}</Text>
    </Group>
  ));
}
