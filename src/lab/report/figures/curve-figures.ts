import type { ReportCurve, ReportData } from '../../../shared/views/report.ts';
import { thinCurve } from '../thin-curve.ts';
import type { FigureGroup, FigureLine, LineFigure } from './figure.ts';
import type { Namer } from './score-figures.ts';

/** Points in all training curves of a report together; beyond it the curves are thinned further. */
const pointBudget = 50_000;
const fewestPoints = 40;
/** More than a printed chart of three inches shows. */
const mostPoints = 400;
/** h(w) and h(w − α·ĝ): the harmful loss before and after the perturbation that Booster simulates. */
const [before, after] = ['h', 'hPerturbed'] as const;

/** Harmful loss before and after the simulated perturbation, then losses and diagnostics of alignments and attacks. */
export function listCurveFigures(data: ReportData, name: Namer): FigureGroup[] {
  const share = Math.floor(pointBudget / Math.max(1, data.curves.length));
  const limit = Math.min(mostPoints, Math.max(fewestPoints, share));
  return [...listPerturbation(data, name, limit), ...listTraining(data, name, limit)];
}

function listPerturbation(data: ReportData, name: Namer, limit: number): FigureGroup[] {
  const pairs = data.curves.filter((curve) => curve.name === before || curve.name === after);
  const kinds = Map.groupBy(pairs, (curve) => JSON.stringify([curve.stage, curve.condition, curve.arm, curve.name]));
  const means = [...kinds.values()].flatMap((kind) => kind.find((curve) => curve.seed === null) ?? kind.slice(0, 1));
  const panels = Map.groupBy(means, (curve) => JSON.stringify([curve.stage, curve.condition]));
  const figures = [...panels.values()].flatMap((members): LineFigure[] => {
    const arms = new Set(members.filter((curve) => curve.name === after).map((curve) => curve.arm));
    const lines = members.filter((curve) => arms.has(curve.arm));
    const [first] = lines;
    if (!first || !lines.some((curve) => curve.name === before)) return [];
    const title = ['Harmful loss before and after perturbation', first.condition].filter(Boolean).join(', ');
    return [
      {
        kind: 'lines',
        id: name('perturbation', first.stage, first.condition),
        title,
        description: `${title}, over ${nameStage(first.stage)} steps: mean over ${countCurveSeeds(data, first)}. The gap is the reduction of the harmful loss that one step along the harmful gradient brings.`,
        xLabel: `${nameStage(first.stage)} steps`,
        isXLog: false,
        xTicks: null,
        yLabel: 'harmful loss',
        yRange: null,
        lines: lines.map((curve) => {
          const isSecond = curve.name === after;
          const words = isSecond ? 'after perturbation' : 'before';
          return { ...makeLine(data, curve, limit), seed: null, label: `${labelArm(data, curve)}, ${words}`, isSecond };
        }),
      },
    ];
  });
  if (figures.length === 0) return [];
  return [
    {
      id: 'perturbation',
      title: 'Harmful loss before and after perturbation',
      help: 'Where both lines of an arm meet, a step along the harmful gradient lowers the harmful loss no further.',
      figures,
    },
  ];
}

/** One chart per series and condition. */
function listTraining(data: ReportData, name: Namer, limit: number): FigureGroup[] {
  return (['align', 'attack'] as const).flatMap((stage): FigureGroup[] => {
    const curves = data.curves.filter((curve) => curve.stage === stage);
    const panels = Map.groupBy(curves, (curve) => JSON.stringify([curve.name, curve.condition]));
    const figures = [...panels.values()].flatMap((members): LineFigure[] => {
      const [first] = members;
      if (!first) return [];
      const title = [first.label, first.condition].filter(Boolean).join(', ');
      const hasSeeds = members.some((curve) => curve.seed !== null);
      return [
        {
          kind: 'lines',
          id: name(stage, first.name, first.condition),
          title,
          description: `${title}, over ${nameStage(stage)} steps${hasSeeds ? ': thin lines are one seed each, thick ones their mean' : ''}.`,
          xLabel: 'steps',
          isXLog: false,
          xTicks: null,
          yLabel: first.label,
          yRange: null,
          lines: members.map((curve) => {
            const isOnly = !members.some((other) => other.arm === curve.arm && other !== curve);
            const line = makeLine(data, curve, limit);
            return isOnly ? { ...line, seed: null } : line;
          }),
        },
      ];
    });
    if (figures.length === 0) return [];
    const title = stage === 'align' ? 'Alignment' : 'Fine-tuning attack';
    const help =
      stage === 'align' ? 'Losses and diagnostics over optimizer steps.' : 'Loss and diagnostics over attack steps.';
    return [{ id: `curves-${stage}`, title, help, figures }];
  });
}

function makeLine(data: ReportData, curve: ReportCurve, limit: number): FigureLine {
  const { steps, values } = thinCurve(curve, limit);
  return { arm: curve.arm, label: labelArm(data, curve), seed: curve.seed, x: steps, y: values };
}

function labelArm(data: ReportData, curve: ReportCurve): string {
  return data.arms[curve.arm]?.label ?? '';
}

function nameStage(stage: ReportCurve['stage']): string {
  return stage === 'align' ? 'alignment' : 'attack';
}

/** Seeds whose curves are behind a mean: those of the report where each has its own curve beside it. */
function countCurveSeeds(data: ReportData, mean: ReportCurve): string {
  const count = data.curves.filter(
    (curve) =>
      curve.seed !== null &&
      curve.stage === mean.stage &&
      curve.name === mean.name &&
      curve.arm === mean.arm &&
      curve.condition === mean.condition,
  ).length;
  return count < 2 ? 'one seed' : `${count} seeds`;
}
