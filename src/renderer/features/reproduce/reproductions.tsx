import { Anchor, Button, Group, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReproductionView } from '../../../shared/views/reproduction.ts';
import { formatTime } from '../../components/format.ts';
import { Section } from '../../components/section.tsx';
import { text } from '../../text/index.ts';
import { isUnderWay, nameBundle, useReproductionActions, useReproductionsQuery } from './queries.ts';
import { ReproductionProgress } from './reproduction-progress.tsx';
import classes from './reproduce.module.css';

const words = text.reproduce;

/** Bundles whose runs are being run again, or were; nothing where there are none. */
export function Reproductions({ which }: { which: 'underWay' | 'ended' }) {
  const all = useQuery(useReproductionsQuery());
  const views = (all.data ?? []).filter((view) => isUnderWay(view) === (which === 'underWay'));
  if (views.length === 0) return null;
  const title = words.listTitles[which];
  return (
    <Section title={title}>
      <Text size="xs" mb="xs">
        {words.listHelp}
      </Text>
      <Stack component="ul" gap="xs" className={classes.list} aria-label={title}>
        {views.map((view) => (
          <Row key={view.id} view={view} />
        ))}
      </Stack>
    </Section>
  );
}

function Row({ view }: { view: ReproductionView }) {
  const actions = useReproductionActions(view.id);
  const name = nameBundle(view.path);
  return (
    <li className={classes.row}>
      <div>
        <Anchor
          size="sm"
          aria-label={words.open(name)}
          renderRoot={(props) => (
            <Link {...props} to="/reproductions/$reproductionId" params={{ reproductionId: view.id }} />
          )}
        >
          {name}
        </Anchor>
        <Text size="xs">{words.startedAt(formatTime(view.startedAtMs))}</Text>
      </div>
      <ReproductionProgress view={view} />
      <Group gap="xs" justify="flex-end">
        {isUnderWay(view) ? (
          <Button size="compact-sm" variant="default" onClick={() => actions.stop.mutate()}>
            {words.stop}
          </Button>
        ) : (
          <Button
            size="compact-sm"
            variant="default"
            aria-label={words.removeLabel(name)}
            loading={actions.remove.isPending}
            onClick={() => actions.remove.mutate()}
          >
            {words.remove}
          </Button>
        )}
      </Group>
    </li>
  );
}
