import { expect, test } from 'vitest';
import { isSafePath } from '../../../src/lab/hub/choose-files.ts';

test('a repository cannot put its own file in the place of the download’s record', () => {
  expect(isSafePath('hub-download.json')).toBe(false);
  expect(isSafePath('Hub-Download.JSON')).toBe(false);
  expect(isSafePath('data/train.json')).toBe(true);
});
