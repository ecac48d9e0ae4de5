import { Group, SegmentedControl, Select, Skeleton, Stack, Switch, Text } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { LineChart } from '../../charts/line-chart.tsx';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { Section } from '../../components/section.tsx';
import { text } from '../../text/index.ts';
import { armId, readArmId, useComparison } from './comparison-view.tsx';
import { buildCurveLines, listCurveNames, listCurveRuns, type TrainingStage } from './curve-lines.ts';
import { useImportedCurveLines } from './imported-curves.tsx';
import { useCurvesQuery } from './queries.ts';

const mostLines = 60;
const pointsPerLine = 600;

/** Losses and diagnostics of the chosen runs over each other. */
export function CurvesSection({ external }: { external: readonly string[] }) {
  const { data, condition, hiddenArms } = useComparison();
  const [stage, setStage] = useState<TrainingStage>('align');
  const [chosen, setChosen] = useState<string | null>(null);
  const [isOverAll, setOverAll] = useState(data.arms.length === 1);
  const runs = useMemo(() => {
    const conditions = isOverAll ? data.conditions.map((_, index) => index) : [condition];
    return listCurveRuns(data, { stage, conditions, hiddenArms });
  }, [data, stage, isOverAll, condition, hiddenArms]);
  const drawn = useMemo(() => runs.slice(0, mostLines), [runs]);
  const keys = useMemo(() => drawn.map((run) => run.stages[stage]), [drawn, stage]);
  // One stage per arm knows which curves there are.
  const probes = useMemo(() => [...new Map(drawn.map((run) => [run.arm, run.stages[stage]])).values()], [drawn, stage]);
  const probe = useQuery({
    ...useCurvesQuery(probes, null, 4),
    enabled: probes.length > 0,
    placeholderData: keepPreviousData,
  });
  const names = useMemo(() => (probe.data ? listCurveNames(data, probe.data) : []), [data, probe.data]);
  const current = names.find(({ name }) => name === chosen) ?? names[0];
  return (
    <Section
      title={text.compare.curves}
      actions={
        <Group gap="sm" wrap="nowrap">
          {data.conditions.length > 1 && (
            <Switch
              size="xs"
              label={text.compare.allConditions}
              checked={isOverAll}
              onChange={(event) => setOverAll(event.currentTarget.checked)}
            />
          )}
          <SegmentedControl
            size="xs"
            aria-label={text.compare.curveStage}
            data={[
              { value: 'align', label: text.common.stages.align },
              { value: 'attack', label: text.common.stages.attack },
            ]}
            value={stage}
            onChange={(value) => setStage(value === 'attack' ? 'attack' : 'align')}
          />
          {current && (
            <Select
              size="xs"
              w={300}
              aria-label={text.compare.curveMetric}
              allowDeselect={false}
              data={names.map(({ name, label }) => ({ value: name, label }))}
              value={current.name}
              onChange={setChosen}
            />
          )}
        </Group>
      }
    >
      {probe.isError ? (
        <ErrorPanel error={probe.error} onRetry={() => void probe.refetch()} />
      ) : current ? (
        <Curves stage={stage} curve={current} runs={drawn} keys={keys} all={runs.length} external={external} />
      ) : probe.isFetching ? (
        <Skeleton h={260} aria-label={text.common.loading} />
      ) : (
        <Text size="sm">{text.compare.noCurves}</Text>
      )}
    </Section>
  );
}

interface CurvesProps {
  readonly stage: TrainingStage;
  readonly curve: { readonly name: string; readonly label: string };
  readonly runs: ReturnType<typeof listCurveRuns>;
  readonly keys: readonly string[];
  readonly all: number;
  /** Ids of the chosen tables of external results. */
  readonly external: readonly string[];
}

function Curves({ stage, curve, runs, keys, all, external }: CurvesProps) {
  const { data, styles, highlighted } = useComparison();
  const { name } = curve;
  const names = useMemo(() => [name], [name]);
  const query = useQuery({ ...useCurvesQuery(keys, names, pointsPerLine), placeholderData: keepPreviousData });
  const imported = useImportedCurveLines(external, {
    name: `${stage}/${name}`,
    firstStyle: data.arms.length,
    maxPoints: pointsPerLine,
  });
  const hasConditions = new Set(runs.map((run) => run.condition)).size > 1;
  const series = useMemo(
    () =>
      buildCurveLines(data, query.data ?? [], {
        name,
        stage,
        runs,
        styles,
        describe: (arm, run) =>
          text.compare.curveLabel(arm, hasConditions ? (data.conditions[run.condition]?.label ?? '') : '', run.seed),
      }),
    [data, query.data, name, stage, runs, styles, hasConditions],
  );
  const marked = useMemo(
    () =>
      highlighted && new Set(series.map(({ id }) => id).filter((id) => highlighted.has(armId(readArmId(id) ?? -1)))),
    [highlighted, series],
  );
  if (query.isError) return <ErrorPanel error={query.error} onRetry={() => void query.refetch()} />;
  if (query.isPending) return <Skeleton h={260} aria-label={text.common.loading} />;
  return (
    <Stack gap="xs">
      {imported.choice}
      <LineChart
        name={text.compare.curvesOf(text.common.stages[stage], curve.label)}
        help={text.compare.curvesHelp}
        series={[...series, ...imported.series]}
        xLabel={text.compare.optimizerSteps}
        yLabel={curve.label}
        height={300}
        highlighted={marked}
        initialView={{ smoothing: 0.6 }}
      />
      {all > keys.length && <Text size="xs">{text.compare.curvesCut(keys.length, all)}</Text>}
    </Stack>
  );
}
