import { describe, expect, it } from 'vitest';
import { emptyDraft, readDraft } from '../../../src/renderer/features/judges/draft.ts';

describe('the draft of a judge', () => {
  it('is a judge once what has no default is given; what was typed for another judge is left out', () => {
    expect(readDraft(emptyDraft)).toEqual({ problems: { model: expect.any(String) } });
    const values = { 'moderation.model': '/models/zo', 'endpoint.model': 'm', 'moderation.threshold': undefined };
    expect(readDraft({ ...emptyDraft, values })).toEqual({
      judge: {
        name: 'moderation',
        model: '/models/zo',
        threshold: 0.5,
        maxLength: 256,
        precision: 'float32',
        batchSize: 16,
      },
    });
    expect(readDraft({ ...emptyDraft, name: 'refusal', values })).toEqual({ judge: { name: 'refusal' } });
  });

  it('takes the fields of the chosen rule alone, and names the field that is wrong', () => {
    const values = {
      'endpoint.baseUrl': 'https://host/v1',
      'endpoint.model': 'm',
      'endpoint.rule.json.field': 'bad',
      'endpoint.rule.pattern.harmful': '(',
      'endpoint.rule.pattern.safe': 'safe',
    };
    const endpoint = { ...emptyDraft, name: 'endpoint', values } as const;
    expect(readDraft(endpoint)).toMatchObject({ judge: { rule: { kind: 'json', field: 'bad' } } });
    expect(readDraft({ ...endpoint, ruleKind: 'pattern' })).toEqual({
      problems: { 'rule.harmful': 'Expected a regular expression.' },
    });
  });
});
