import { describe, expect, it } from 'vitest';
import { getArmStyle as getReportStyle } from '../../../src/lab/report/html/arm-style.ts';
import { getArmStyle, getRunStyle, getStyleOfId, type RunStyle } from '../../../src/renderer/charts/run-style.ts';

const experiment = {
  id: 'e1',
  spec: {
    arms: [
      { label: 'SFT', set: {} },
      { label: 'Booster', set: {} },
    ],
    vary: { 'attack.p': [0, 0.1], seed: [0, 1, 2] },
  },
};
const look = ({ light, dash, marker }: RunStyle): string => JSON.stringify([light, dash, marker]);

describe('run style', () => {
  it('gives arms the same look as the written report does', () => {
    for (let arm = 0; arm < 70; arm++) expect(getArmStyle(arm)).toEqual(getReportStyle(arm));
  });

  it('draws runs that differ only in the seed alike and every other run differently', () => {
    const styles = experiment.spec.arms.flatMap(({ label }) =>
      [0, 0.1].map((p) => look(getRunStyle(experiment, { arm: label, varied: { 'attack.p': p, seed: 1 } }))),
    );
    expect(new Set(styles).size).toBe(4);
    const other = getRunStyle(experiment, { arm: 'SFT', varied: { seed: 2, 'attack.p': 0 } });
    expect(look(other)).toBe(styles[0]);
  });

  it('gives an arm one colour over all conditions and experiments with the same arms', () => {
    const colour = (id: string, p: number) =>
      getRunStyle({ ...experiment, id }, { arm: 'Booster', varied: { 'attack.p': p } }).light;
    expect(new Set([colour('e1', 0), colour('e1', 0.1), colour('e2', 0)])).toEqual(new Set(['#0072b2']));
  });

  it('gives the points of a sweep with a single arm different colours', () => {
    const spec = { vary: { 'alignment.method.lambda': [0, 1, 5, 10, 50, 100] } };
    const colours = spec.vary['alignment.method.lambda'].map(
      (lambda) =>
        getRunStyle({ id: 'x', spec }, { arm: 'Booster', varied: { 'alignment.method.lambda': lambda } }).light,
    );
    expect(new Set(colours).size).toBe(6);
  });

  it('gives the same id the same style each time', () => {
    expect(getStyleOfId('0123abcd')).toEqual(getStyleOfId('0123abcd'));
    expect(new Set(Array.from({ length: 200 }, (_, index) => look(getStyleOfId(`run-${index}`)))).size).toBeGreaterThan(
      80,
    );
  });

  it.each([
    ['light', '#ffffff'],
    ['dark', '#242424'],
  ] as const)('stands out by 3:1 or more on the %s theme', (theme, page) => {
    for (let arm = 0; arm < 6; arm++) expect(contrast(getArmStyle(arm)[theme], page)).toBeGreaterThanOrEqual(3);
  });
});

function contrast(left: string, right: string): number {
  const [high = 0, low = 0] = [luminance(left), luminance(right)].sort((a, b) => b - a);
  return (high + 0.05) / (low + 0.05);
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
