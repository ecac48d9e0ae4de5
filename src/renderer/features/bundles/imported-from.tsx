import { Badge, Group, Text, VisuallyHidden } from '@mantine/core';
import { describeValues } from '../../../shared/settings/describe.ts';
import type { RunOrigin } from '../../../shared/views/bundle.ts';
import type { RunView } from '../../../shared/views/lab.ts';
import { text } from '../../text/index.ts';
import { ReproduceImported } from '../reproduce/reproduce-button.tsx';

interface ImportedFromProps {
  readonly runs: readonly { readonly origin: RunOrigin | null }[];
  /** Runs that can be run again from here. */
  readonly reproducible?: readonly RunView[];
}

/** Says which files runs were imported from, and when; nothing for runs of the data folder's own. */
export function ImportedFrom({ runs, reproducible }: ImportedFromProps) {
  const origins = new Map(runs.flatMap(({ origin }) => (origin ? [[origin.digest, origin] as const] : [])));
  return [...origins.values()].map((origin) => (
    <Group key={origin.digest} gap="xs">
      <Badge variant="light" tt="none">
        {text.bundles.importedBadge}
      </Badge>
      <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
        {describeOrigin(origin)}
      </Text>
      {reproducible && (
        <ReproduceImported
          origin={origin}
          runs={reproducible.flatMap(({ runId, arm, varied, origin: own }) =>
            own?.digest === origin.digest ? [{ runId, label: `${arm}, ${describeValues(varied)}` }] : [],
          )}
        />
      )}
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
