import { Badge, Group, Text, VisuallyHidden } from '@mantine/core';
import type { RunOrigin } from '../../../shared/views/bundle.ts';
import { text } from '../../text/index.ts';

/** Says which files runs were imported from, and when; nothing for runs of the data folder's own. */
export function ImportedFrom({ runs }: { runs: readonly { readonly origin: RunOrigin | null }[] }) {
  const origins = new Map(runs.flatMap(({ origin }) => (origin ? [[origin.digest, origin] as const] : [])));
  return [...origins.values()].map(({ digest, fileName, importedAtMs }) => (
    <Group key={digest} gap="xs">
      <Badge variant="light" tt="none">
        {text.bundles.importedBadge}
      </Badge>
      <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
        {describeOrigin({ fileName, importedAtMs })}
      </Text>
    </Group>
  ));
}

/** A mark for a row of a list: that something was imported, and from where and when; nothing without an origin. */
export function ImportedMark({ origins }: { origins: readonly RunOrigin[] }) {
  if (origins.length === 0) return null;
  const said = origins.map(describeOrigin).join('; ');
  return (
    <Badge variant="light" size="sm" tt="none" title={said} style={{ flexShrink: 0 }}>
      <span aria-hidden>{text.bundles.importedBadge}</span>
      <VisuallyHidden>{said}</VisuallyHidden>
    </Badge>
  );
}

function describeOrigin({ fileName, importedAtMs }: Pick<RunOrigin, 'fileName' | 'importedAtMs'>): string {
  return text.bundles.origin(fileName, new Date(importedAtMs).toLocaleDateString('en-GB'));
}
