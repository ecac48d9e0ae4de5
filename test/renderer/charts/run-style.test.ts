import { describe, expect, it } from 'vitest';
import { getArmStyle, getRunStyle, type RunStyle } from '../../../src/renderer/charts/run-style.ts';

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
  it('draws a run as its arm, whatever its varied values, seed and experiment', () => {
    const styles = [0, 0.1].flatMap((p) =>
      ['e1', 'e2'].map((id) =>
        getRunStyle({ ...experiment, id }, { arm: 'Booster', varied: { 'attack.p': p, seed: 1 } }),
      ),
    );
    expect(new Set(styles.map(look))).toEqual(new Set([look(getArmStyle(1))]));
  });

  it('gives the points of a sweep with a single arm different colours', () => {
    const spec = { vary: { 'alignment.method.lambda': [0, 1, 5, 10, 50, 100] } };
    const colours = spec.vary['alignment.method.lambda'].map(
      (lambda) =>
        getRunStyle({ id: 'x', spec }, { arm: 'Booster', varied: { 'alignment.method.lambda': lambda } }).light,
    );
    expect(new Set(colours).size).toBe(6);
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
