import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openModelFolder, writeSafetensors } from '../../../src/engine/checkpoint/index.ts';
import { readAdapterWeights } from '../../../src/engine/jobs/context.ts';
import { writeAdapter, writeMerged } from '../../../src/engine/jobs/export.ts';
import { listLoraParameters, listLoraTargets } from '../../../src/engine/models/lora.ts';
import { listParameters } from '../../../src/engine/models/parameters.ts';
import { modelFamilies, readModelConfig } from '../../../src/engine/models/registry.ts';
import { findStoredName } from '../../../src/engine/models/stored-name.ts';
import { loraLayersByArchitecture } from '../../../src/shared/settings/lora-layers.ts';
import { type Trainable, loraTargets } from '../../../src/shared/settings/model.ts';
import { catchAppError } from '../data/builders.ts';
import { writeModelVariant } from '../../support/model-variant.ts';
import { modelFolderOf } from '../../support/reference.ts';

const root = mkdtempSync(path.join(tmpdir(), 'booster-lab-variants-'));
afterAll(() => rmSync(root, { recursive: true }));

let count = 0;
const nextFolder = (): string => path.join(root, `${++count}`);

describe('a variant that would compute something else', () => {
  it.each([
    ['llama-tiny', { mlp_bias: true }, 'mlp_bias true'],
    ['llama-tiny', { hidden_act: 'gelu' }, 'hidden_act "silu" is supported; found "gelu"'],
    ['mistral-tiny', { rope_parameters: { rope_type: 'yarn', factor: 4 } }, 'found "yarn"'],
    ['mistral-tiny', { rope_parameters: { rope_type: 'dynamic', factor: 4 } }, 'found "dynamic"'],
    ['qwen3-tiny', { layer_types: ['full_attention'] }, 'must name 2 layers'],
    ['qwen3-tiny', { layer_types: ['full_attention', 'chunked_attention'] }, 'found "chunked_attention"'],
    ['qwen3-tiny', { use_sliding_window: false, layer_types: ['full_attention', 'sliding_attention'] }, 'no window'],
    ['gemma2-tiny', { use_bidirectional_attention: true }, 'use_bidirectional_attention true'],
    ['gemma2-tiny', { hidden_activation: 'gelu' }, 'hidden_activation "gelu_pytorch_tanh" is supported; found "gelu"'],
    ['opt-tiny', { do_layer_norm_before: false }, 'do_layer_norm_before false'],
    ['opt-tiny', { word_embed_proj_dim: 8 }, 'word_embed_proj_dim 8 beside hidden_size 16'],
    ['opt-tiny', { _remove_final_layer_norm: true }, '_remove_final_layer_norm true'],
    ['opt-tiny', { layer_norm_elementwise_affine: false }, 'layer_norm_elementwise_affine false'],
    ['opt-tiny', { activation_function: 'gelu' }, 'activation_function "relu" is supported'],
    ['gpt2-tiny', { scale_attn_by_inverse_layer_idx: true }, 'scale_attn_by_inverse_layer_idx true'],
    ['gpt2-tiny', { add_cross_attention: true }, 'add_cross_attention true'],
    ['gpt2-tiny', { n_head: 3 }, 'n_embd (16) must be a multiple of n_head (3)'],
  ])('of %s, %j, is refused by the name of the option', (model, config, sentence) => {
    const folder = writeModelVariant(nextFolder(), { model, config });
    const error = catchAppError(() => readModelConfig(folder));
    expect(error.code).toBe('model/unsupported');
    expect(error.message).toContain(sentence);
    expect(error.message.startsWith(path.join(folder, 'config.json'))).toBe(true);
  });
});

describe('windows of layers', () => {
  it.each([
    ['mistral-tiny', {}, [5, 5]],
    ['mistral-tiny', { sliding_window: null }, [null, null]],
    ['qwen3-tiny', { use_sliding_window: false, layer_types: null }, [null, null]],
    ['qwen3-tiny', { layer_types: null, max_window_layers: 1 }, [null, 4]],
    ['gemma2-tiny', { layer_types: null }, [4, null, 4]],
    ['gemma2-tiny', { layer_types: ['full_attention', 'full_attention', 'sliding_attention'] }, [null, null, 4]],
  ])('of %s with %j are %j', (model, config, windows) => {
    expect(readModelConfig(writeModelVariant(nextFolder(), { model, config })).windows).toEqual(windows);
  });
});

describe('LoRA targets', () => {
  const adapter = (targets: Extract<Trainable, { kind: 'lora' }>['targets']) =>
    ({ kind: 'lora', rank: 2, loraAlpha: 4, targets, dropout: 0 }) as const;

  it('are the names of the family’s own linear layers, all of which are settings', () => {
    expect(listLoraTargets(readModelConfig(modelFolderOf('gpt2-tiny')))).toEqual(['c_attn', 'c_proj', 'c_fc']);
    expect(listLoraTargets(readModelConfig(modelFolderOf('opt-tiny')))).toEqual([
      'q_proj',
      'k_proj',
      'v_proj',
      'out_proj',
      'fc1',
      'fc2',
    ]);
    for (const model of ['llama-tiny', 'gemma2-tiny', 'opt-tiny', 'gpt2-tiny'])
      expect(loraTargets).toEqual(expect.arrayContaining(listLoraTargets(readModelConfig(modelFolderOf(model)))));
  });

  it('mean every layer of that name, as in PEFT', () => {
    const listed = listLoraParameters(readModelConfig(modelFolderOf('gpt2-tiny')), adapter(['c_proj']));
    expect(listed.slice(0, 4).map(({ name, shape }) => [name, shape])).toEqual([
      ['transformer.h.0.attn.c_proj.lora_A.weight', [2, 16]],
      ['transformer.h.0.attn.c_proj.lora_B.weight', [16, 2]],
      ['transformer.h.0.mlp.c_proj.lora_A.weight', [2, 24]],
      ['transformer.h.0.mlp.c_proj.lora_B.weight', [16, 2]],
    ]);
  });

  it('of another family are refused with the names that there are', () => {
    const error = catchAppError(() =>
      listLoraParameters(readModelConfig(modelFolderOf('gpt2-tiny')), adapter(['q_proj'])),
    );
    expect(error.code).toBe('model/no-such-target');
    expect(error.message).toContain('c_attn, c_proj, c_fc');
  });
});

describe('a GPT-2 folder', () => {
  const source = modelFolderOf('gpt2-tiny');

  it('may lack the first part of the names, as the published ones do', () => {
    const folder = writeModelVariant(nextFolder(), { model: 'gpt2-tiny' });
    const whole = openModelFolder(source);
    const tensors = whole.names().map((name) => ({
      name: name.replace('transformer.', ''),
      dtype: 'F32' as const,
      shape: whole.info(name).shape,
      read: () => whole.readFloat32(name),
    }));
    rmSync(path.join(folder, 'model.safetensors'));
    writeSafetensors(path.join(folder, 'model.safetensors'), tensors, {});
    whole.close();
    const bare = openModelFolder(folder);
    const names = listParameters(readModelConfig(folder)).map(({ name }) => name);
    expect(names.map((name) => findStoredName(bare, name))).toEqual(
      names.map((name) => name.replace('transformer.', '')),
    );
    bare.close();
    const out = nextFolder();
    writeMerged(folder, out, [], 'F32');
    expect(readFileSync(path.join(out, 'model.safetensors')).length).toBeGreaterThan(0);
    const written = openModelFolder(out);
    expect(written.names().sort()).toEqual([...names].sort());
    written.close();
  });

  it('gets adapters that say how its weights lie', () => {
    const { rank, loraAlpha, weights } = readAdapterWeights(path.join(source, 'adapter'));
    const out = nextFolder();
    writeAdapter(
      source,
      out,
      { kind: 'lora', rank, loraAlpha, targets: ['c_attn', 'c_proj', 'c_fc'], dropout: 0 },
      weights,
    );
    expect(JSON.parse(readFileSync(path.join(out, 'adapter_config.json'), 'utf8'))).toMatchObject({
      fan_in_fan_out: true,
    });
    expect(readAdapterWeights(out).weights).toEqual(weights);
  });
});

describe('a merged Gemma 2 folder', () => {
  it('keeps the numbers of its configuration as they were written, which transformers insists on', () => {
    const out = nextFolder();
    writeMerged(modelFolderOf('gemma2-tiny'), out, [], 'F32');
    const text = readFileSync(path.join(out, 'config.json'), 'utf8');
    expect(text).toContain('"final_logit_softcapping": 4.0');
    expect(text).toContain('"rms_norm_eps": 1e-06');
  });
});

describe('what a plan knows of the layers that LoRA can adapt', () => {
  it('is what the families of the engine have, for every architecture', () => {
    const architectures = modelFamilies.flatMap((family) => family.architectures);
    expect([...loraLayersByArchitecture.keys()].sort()).toEqual([...architectures].sort());
    const models = ['llama', 'mistral', 'qwen2', 'qwen3', 'gemma2', 'opt', 'gpt2'].map((name) =>
      modelFolderOf(`${name}-tiny`),
    );
    const seen = models.map((folder) => {
      const { architectures: own } = JSON.parse(readFileSync(path.join(folder, 'config.json'), 'utf8'));
      const family = loraLayersByArchitecture.get(own[0]);
      expect([...(family?.layers ?? [])].sort(), own[0]).toEqual(listLoraTargets(readModelConfig(folder)).sort());
      return own[0];
    });
    expect(new Set(seen)).toEqual(new Set(architectures));
    const all = [...loraLayersByArchitecture.values()].flatMap(({ layers }) => layers);
    expect(new Set(all)).toEqual(new Set(loraTargets));
  });
});
