import { Alert, Grid, List, Skeleton, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { Page } from '../../components/page.tsx';
import { useConnectionState } from '../../rpc/lab-context.tsx';
import { text } from '../../text/index.ts';
import { ImportBundleButton } from '../bundles/import-bundle.tsx';
import { EngineCard } from './engine-card.tsx';
import { useExperimentsQuery } from './queries.ts';
import { RecentExperiments } from './recent-experiments.tsx';
import { RunningCard } from './running-card.tsx';
import { SampleCard } from './sample-card.tsx';
import { StarredCard } from './starred-card.tsx';
import { TourCard } from './tour-card.tsx';

/** Where the window opens: the sample project at first, later what runs and what was last. */
export function HomePage() {
  const experiments = useQuery(useExperimentsQuery());
  const isFresh = experiments.data?.length === 0;
  return (
    <Page title={text.home.title} actions={<ImportBundleButton />}>
      <OpeningWarnings />
      {experiments.error && <ErrorPanel error={experiments.error} onRetry={() => void experiments.refetch()} />}
      <Grid gap="md">
        <Grid.Col span={{ base: 12, lg: 8 }}>
          <Stack>
            {experiments.isPending && <Skeleton h={180} />}
            {isFresh && <SampleCard isFirst />}
            {experiments.data && !isFresh && (
              <>
                <RunningCard />
                <RecentExperiments experiments={experiments.data} />
                <StarredCard />
              </>
            )}
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 4 }}>
          <Stack>
            <EngineCard />
            <TourCard />
            {experiments.data && !isFresh && <SampleCard isFirst={false} />}
          </Stack>
        </Grid.Col>
      </Grid>
    </Page>
  );
}

function OpeningWarnings() {
  const state = useConnectionState();
  const warnings = state.kind === 'open' ? state.hello.warnings : [];
  if (warnings.length === 0) return null;
  return (
    <Alert color="yellow" title={text.home.warningsTitle}>
      <List size="sm">
        {warnings.map((warning) => (
          <List.Item key={warning}>
            <Text size="sm">{warning}</Text>
          </List.Item>
        ))}
      </List>
    </Alert>
  );
}
