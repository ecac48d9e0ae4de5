import { Alert, Button, Skeleton, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { describeReproduction } from '../../../shared/report/describe-reproduction.ts';
import type { Reproduction, ReproductionView } from '../../../shared/views/reproduction.ts';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { formatTime } from '../../components/format.ts';
import { Page } from '../../components/page.tsx';
import { Section } from '../../components/section.tsx';
import { showDone } from '../../components/toasts.tsx';
import { text } from '../../text/index.ts';
import { downloadText } from './download-text.ts';
import { isUnderWay, nameBundle, useReproductionActions, useReproductionQuery } from './queries.ts';
import { ReproducedCurves, ReproducedScores } from './reproduced-numbers.tsx';
import { ReproducedStages } from './reproduced-stages.tsx';
import { ReproductionProgress } from './reproduction-progress.tsx';

const words = text.reproduce;
const route = getRouteApi('/reproductions/$reproductionId');

/** One bundle that is run again: how far it is, and what came out the same and what did not. */
export function ReproductionPage() {
  const { reproductionId } = route.useParams();
  const query = useQuery(useReproductionQuery(reproductionId));
  if (query.data) return <Loaded {...query.data} />;
  return (
    <Page title={words.pageTitle}>
      {query.error ? (
        <ErrorPanel error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <Skeleton h={200} aria-label={text.common.loading} />
      )}
    </Page>
  );
}

function Loaded({ view, report }: { view: ReproductionView; report: Reproduction | null }) {
  const name = nameBundle(view.path);
  return (
    <Page title={words.title(name)} actions={<Actions view={view} report={report} />}>
      <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
        {view.path}. {words.startedAt(formatTime(view.startedAtMs))}.
      </Text>
      {view.error !== null && (
        <Alert color="red" title={words.statuses.failed}>
          {view.error}
        </Alert>
      )}
      {!report && (
        <Section title={words.statuses[view.status]}>
          <ReproductionProgress view={view} />
          {view.status === 'stopped' && <Text size="sm">{words.stoppedHelp}</Text>}
        </Section>
      )}
      {report && <Report report={report} />}
    </Page>
  );
}

function Report({ report }: { report: Reproduction }) {
  // The stages that differ are in the table below.
  const lines = describeReproduction({
    ...report,
    stages: report.stages.map((stage) => ({ ...stage, reasons: [] })),
  })
    .split('\n')
    .filter((line) => !line.startsWith(' '))
    // The title says already whether it was reproduced.
    .map((line) => line.replace(/^(?:Not reproduced|Reproduced): of/, 'Of'));
  return (
    <>
      <Alert
        color={report.isWithin ? 'green' : 'red'}
        title={report.isWithin ? words.reproduced : words.notReproduced}
        styles={{ title: { color: 'var(--mantine-color-text)' } }}
      >
        <Stack gap={4}>
          {lines.map((line) => (
            <Text key={line} size="sm">
              {line}
            </Text>
          ))}
        </Stack>
      </Alert>
      <ReproducedStages stages={report.stages} />
      <ReproducedScores stages={report.stages} />
      <ReproducedCurves stages={report.stages} />
    </>
  );
}

function Actions({ view, report }: { view: ReproductionView; report: Reproduction | null }) {
  const navigate = useNavigate();
  const { stop, goOn, remove } = useReproductionActions(view.id);
  const stem = nameBundle(view.path).replace(/(\.booster)?\.html$/i, '');
  const onRemove = () =>
    remove.mutate(undefined, {
      onSuccess: () => {
        showDone(words.removed);
        void navigate({ to: '/queue' });
      },
    });
  return (
    <>
      {report && (
        <>
          <Button
            size="xs"
            variant="default"
            onClick={() => downloadText(`${stem}-reproduction.json`, JSON.stringify(report, undefined, 2))}
          >
            {words.asJson}
          </Button>
          <Button
            size="xs"
            variant="default"
            onClick={() => downloadText(`${stem}-reproduction.txt`, `${describeReproduction(report)}\n`)}
          >
            {words.asText}
          </Button>
        </>
      )}
      {isUnderWay(view) ? (
        <Button size="xs" variant="default" onClick={() => stop.mutate()} loading={stop.isPending}>
          {words.stop}
        </Button>
      ) : (
        <>
          {!report && (
            <Button size="xs" onClick={() => goOn.mutate()}>
              {view.status === 'failed' ? words.tryAgain : words.goOn}
            </Button>
          )}
          <Button size="xs" variant="default" onClick={onRemove} loading={remove.isPending}>
            {words.remove}
          </Button>
        </>
      )}
    </>
  );
}
