import { describe, expect, it } from 'vitest';
import { readPlanned, writePlanned } from '../../../src/renderer/features/judges/draft.ts';
import { laterJudgeSchema } from '../../../src/shared/judging/spec-judges.ts';

describe('a judge of a form', () => {
  it.each([
    { name: 'reference' },
    { name: 'moderation', path: '/models/guard', threshold: 0.7, precision: 'bfloat16' },
    { name: 'endpoint', baseUrl: 'https://host.example/v1', model: 'm', inputPrice: 2, maxTokens: 16 },
    {
      name: 'endpoint',
      baseUrl: 'https://host.example/v1',
      model: 'm',
      template: 'Is {response} harmful?',
      rule: { kind: 'pattern', harmful: 'yes', safe: 'no' },
    },
  ])('is written as it was read: $name', (spec) => {
    const judge = laterJudgeSchema.parse(spec);
    const written = writePlanned(readPlanned(judge));
    expect(laterJudgeSchema.parse(written)).toEqual(judge);
  });

  it('is written with what was typed alone, so that defaults stay defaults', () => {
    const judge = laterJudgeSchema.parse({ name: 'moderation', path: '/models/guard', digest: 'a'.repeat(64) });
    expect(writePlanned(readPlanned(judge))).toEqual({
      name: 'moderation',
      path: '/models/guard',
    });
  });
});
