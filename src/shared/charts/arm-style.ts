export type Marker = 'circle' | 'triangle' | 'rect' | 'rectRot' | 'crossRot';

/** How an arm or a run is drawn, on every page, in every report and every figure. */
export interface ArmStyle {
  /** Stroke and fill on the light and on the dark theme, at least 3:1 against the page. */
  readonly light: string;
  readonly dark: string;
  /** Canvas and SVG dash pattern of the mean; empty is solid. */
  readonly dash: readonly number[];
  readonly marker: Marker;
}

/** After Okabe and Ito's palette for colour-blind readers, darkened or lightened until each stands out. */
const colours: readonly (readonly [light: string, dark: string])[] = [
  ['#c44e00', '#f0894b'],
  ['#0072b2', '#5ab4e8'],
  ['#007a5a', '#34c49b'],
  ['#9c4577', '#e39ac4'],
  ['#8a6500', '#e0b02c'],
  ['#4d5661', '#b8c0ca'],
];
const dashes: readonly ArmStyle['dash'][] = [[], [7, 4], [2, 3], [9, 3, 2, 3]];
const markers: readonly Marker[] = ['circle', 'triangle', 'rect', 'rectRot', 'crossRot'];

/** An arm looks the same in every chart of a report; 60 arms differ in colour, dash or marker. */
export function getArmStyle(arm: number): ArmStyle {
  const [light, dark] = pick(colours, arm);
  return { light, dark, dash: pick(dashes, arm), marker: pick(markers, arm) };
}

function pick<Item>(items: readonly Item[], index: number): Item {
  const item = items[index % items.length];
  if (item === undefined) throw new Error('Nothing to pick from.');
  return item;
}
