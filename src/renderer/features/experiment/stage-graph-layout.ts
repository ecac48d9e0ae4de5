import type { StageKind } from '../../../shared/spec/stage.ts';
import type { RunView, StageView } from '../../../shared/views/lab.ts';
import { stageKinds } from './overview.ts';

export interface GraphNode {
  readonly stage: StageView;
  /** The runs through it. */
  readonly runIds: readonly string[];
  /** Middle of the node, 0..1 from top to bottom. */
  readonly place: number;
}

export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  readonly fromPlace: number;
  readonly toPlace: number;
  /** Left column: 0 is align → attack. */
  readonly column: number;
  readonly runIds: readonly string[];
}

export interface GraphLayout {
  readonly columns: readonly { readonly kind: StageKind; readonly nodes: readonly GraphNode[] }[];
  readonly edges: readonly GraphEdge[];
  /** Nodes in the longest column. */
  readonly rowCount: number;
}

/** Places the stages of an experiment in three columns: in the order in which the runs need them, beside what they start from. */
export function layOutStages(runs: readonly RunView[], stages: readonly StageView[]): GraphLayout {
  const byKey = new Map(stages.map((stage) => [stage.key, stage]));
  const alignKeys = [...new Set(runs.map((run) => run.stages.align))];
  const ranks = new Map(runs.map((run) => [run.runId, alignKeys.indexOf(run.stages.align)]));
  const rankOf = ([first = '']: readonly string[]): number => ranks.get(first) ?? 0;
  const columns = stageKinds.map((kind) => {
    const runIds = new Map<string, string[]>();
    for (const run of runs) {
      const key = run.stages[kind];
      const group = runIds.get(key);
      if (group) group.push(run.runId);
      else if (byKey.has(key)) runIds.set(key, [run.runId]);
    }
    const ordered = [...runIds].sort(([, left], [, right]) => rankOf(left) - rankOf(right));
    const nodes = ordered.flatMap(([key, ids], index): GraphNode[] => {
      const stage = byKey.get(key);
      return stage ? [{ stage, runIds: ids, place: (index + 0.5) / runIds.size }] : [];
    });
    return { kind, nodes };
  });
  const places = new Map(columns.flatMap(({ nodes }) => nodes.map((node) => [node.stage.key, node.place])));
  const edges = new Map<string, GraphEdge & { runIds: string[] }>();
  for (const run of runs) {
    for (const [column, kind] of stageKinds.slice(0, -1).entries()) {
      const next = stageKinds[column + 1];
      if (!next) continue;
      const [from, to] = [run.stages[kind], run.stages[next]];
      const id = `${from} ${to}`;
      const found = edges.get(id);
      if (found) found.runIds.push(run.runId);
      else {
        const [fromPlace = 0, toPlace = 0] = [places.get(from), places.get(to)];
        edges.set(id, { from, to, fromPlace, toPlace, column, runIds: [run.runId] });
      }
    }
  }
  return { columns, edges: [...edges.values()], rowCount: Math.max(0, ...columns.map(({ nodes }) => nodes.length)) };
}
