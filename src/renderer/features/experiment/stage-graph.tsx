import { Box, Group, Stack, Text, UnstyledButton, VisuallyHidden } from '@mantine/core';
import { memo, useMemo } from 'react';
import type { StageKind } from '../../../shared/spec/stage.ts';
import type { RunView, StageView } from '../../../shared/views/lab.ts';
import { text } from '../../text/index.ts';
import { fractionOfStage } from './overview.ts';
import classes from './stage-graph.module.css';
import { type GraphEdge, type GraphNode, layOutStages } from './stage-graph-layout.ts';
import { StatusIcon, statusColours } from './status-icon.tsx';

interface StageGraphProps {
  readonly runs: readonly RunView[];
  readonly stages: readonly StageView[];
  /** Runs that stand out; null is all. */
  readonly lit: ReadonlySet<string> | null;
  readonly onLight: (runIds: readonly string[] | null) => void;
}

/** Beyond it boxes with edges are no longer readable. */
const largestGraph = 60;
/** Cells of a column of the grid; more would say no more. */
const largestGrid = 400;
const rowPixels = 36;

/** Which stages there are, how they stand and what they are shared by; boxes and edges, or a grid where there are many. */
export function StageGraph({ runs, stages, lit, onLight }: StageGraphProps) {
  const layout = useMemo(() => layOutStages(runs, stages), [runs, stages]);
  const isLit = (runIds: readonly string[]): boolean => lit !== null && runIds.some((id) => lit.has(id));
  const [align, attack, evaluate] = layout.columns;
  if (!align || !attack || !evaluate) return null;
  if (stages.length > largestGraph) {
    return (
      <Stack gap="xs">
        <Legend stages={stages} />
        {layout.columns.map(({ kind, nodes }) => (
          <Box key={kind}>
            <Text size="xs" fw={600} mb={4}>
              {text.common.stages[kind]}
            </Text>
            <div className={classes.cells}>
              {nodes.slice(0, largestGrid).map((node, index) => (
                <Cell
                  key={node.stage.key}
                  {...{ node, kind, number: index + 1, onLight }}
                  isFaded={lit !== null && !isLit(node.runIds)}
                />
              ))}
            </div>
            {nodes.length > largestGrid && (
              <Text size="xs">{text.experiment.moreStages(nodes.length - largestGrid)}</Text>
            )}
          </Box>
        ))}
      </Stack>
    );
  }
  const column = (kind: StageKind, nodes: readonly GraphNode[]) => (
    <div className={classes.column}>
      {nodes.map((node, index) => (
        <Node
          key={node.stage.key}
          {...{ node, kind, number: index + 1, onLight }}
          isLit={isLit(node.runIds)}
          isFaded={lit !== null && !isLit(node.runIds)}
        />
      ))}
    </div>
  );
  const edges = (index: number) => <Edges edges={layout.edges.filter((edge) => edge.column === index)} lit={lit} />;
  return (
    <Stack gap={4}>
      <div className={classes.graph}>
        {layout.columns.map(({ kind }, index) => (
          <Text key={kind} size="xs" fw={600} style={{ gridColumn: 2 * index + 1 }}>
            {text.common.stages[kind]}
          </Text>
        ))}
      </div>
      <div className={classes.graph} style={{ minHeight: layout.rowCount * rowPixels }}>
        {column('align', align.nodes)}
        {edges(0)}
        {column('attack', attack.nodes)}
        {edges(1)}
        {column('evaluate', evaluate.nodes)}
      </div>
    </Stack>
  );
}

/** What the signs of the grid mean and how many of each there are. */
function Legend({ stages }: { stages: readonly StageView[] }) {
  const counts = Map.groupBy(stages, ({ status }) => status);
  return (
    <Group gap="md">
      {[...counts].map(([status, members]) => (
        <Group key={status} gap={4}>
          <StatusIcon status={status} />
          <Text size="xs">
            {text.common.statuses[status]} {members.length.toLocaleString('en-US')}
          </Text>
        </Group>
      ))}
    </Group>
  );
}

interface NodeProps {
  readonly node: GraphNode;
  readonly kind: StageKind;
  readonly number: number;
  readonly onLight: (runIds: readonly string[] | null) => void;
  readonly isFaded: boolean;
}

function describeNode({ node, kind, number }: Pick<NodeProps, 'node' | 'kind' | 'number'>): string {
  const { status } = node.stage;
  const share = status === 'running' ? ` ${Math.round(100 * fractionOfStage(node.stage))} %` : '';
  const name = text.experiment.stageName(text.common.stages[kind], number);
  return `${name}: ${text.common.statuses[status]}${share}, ${text.experiment.sharedBy(node.runIds.length)}`;
}

const lightProps = (node: GraphNode, onLight: NodeProps['onLight']) => ({
  onMouseEnter: () => onLight(node.runIds),
  onMouseLeave: () => onLight(null),
  onFocus: () => onLight(node.runIds),
  onBlur: () => onLight(null),
});

function Node({ node, kind, number, onLight, isFaded, isLit }: NodeProps & { isLit: boolean }) {
  const { status } = node.stage;
  return (
    <UnstyledButton
      className={classes.node}
      data-faded={isFaded || undefined}
      data-lit={isLit || undefined}
      style={{ '--node-color': `var(--mantine-color-${statusColours[status]}-text)` }}
      {...lightProps(node, onLight)}
    >
      <StatusIcon status={status} />
      <span className={classes.name}>
        {text.experiment.stageName(text.common.stages[kind], number)}
        {status === 'running' && ` · ${Math.round(100 * fractionOfStage(node.stage))} %`}
        <VisuallyHidden>
          , {text.common.statuses[status]}, {text.experiment.sharedBy(node.runIds.length)}
        </VisuallyHidden>
      </span>
      {node.runIds.length > 1 && <span aria-hidden>×{node.runIds.length}</span>}
    </UnstyledButton>
  );
}

function Cell({ node, kind, number, onLight, isFaded }: NodeProps) {
  const label = describeNode({ node, kind, number });
  return (
    <UnstyledButton
      className={classes.cell}
      aria-label={label}
      title={label}
      data-faded={isFaded || undefined}
      style={{ '--node-color': `var(--mantine-color-${statusColours[node.stage.status]}-text)` }}
      {...lightProps(node, onLight)}
    >
      <StatusIcon status={node.stage.status} />
    </UnstyledButton>
  );
}

const Edges = memo(function Edges({ edges, lit }: { edges: readonly GraphEdge[]; lit: ReadonlySet<string> | null }) {
  return (
    <svg className={classes.edges} viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden>
      {edges.map((edge) => {
        const isLit = lit !== null && edge.runIds.some((id) => lit.has(id));
        const [from, to] = [100 * edge.fromPlace, 100 * edge.toPlace];
        return (
          <path
            key={`${edge.from} ${edge.to}`}
            d={`M0 ${from}C50 ${from} 50 ${to} 100 ${to}`}
            fill="none"
            stroke={isLit ? 'var(--mantine-color-lab-text)' : 'var(--mantine-color-dimmed)'}
            strokeWidth={isLit ? 2.5 : 1.2}
            opacity={lit !== null && !isLit ? 0.25 : 1}
            vectorEffect="non-scaling-stroke"
          />
        );
      })}
    </svg>
  );
});
