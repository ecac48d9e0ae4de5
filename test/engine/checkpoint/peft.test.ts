import {
  closeSync,
  cpSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  openSafetensors,
  readPeftAdapter,
  writePeftAdapter,
  writeSafetensors,
} from '../../../src/engine/checkpoint/index.ts';
import { catchError, createFolder } from './safetensors-files.ts';

const reference = join(import.meta.dirname, '../../fixtures/reference/models');
const fixture = join(reference, 'llama-tiny/adapter');

const settings = { rank: 2, alpha: 4, targets: ['q_proj', 'v_proj'], dropout: 0.1, baseModel: 'some/model' };

function tensors(modules: readonly string[]) {
  return modules.flatMap((module, i) => [
    { module, which: 'A' as const, shape: [2, 3], values: new Float32Array(6).fill(i) },
    { module, which: 'B' as const, shape: [4, 2], values: new Float32Array(8).fill(-i) },
  ]);
}

const modules = [2, 10, 1].map((layer) => `model.layers.${layer}.self_attn.q_proj`);

/** A copy of what the reference library wrote, with one change to its configuration. */
function copyWithConfig(change: Record<string, unknown>): string {
  const dir = createFolder();
  cpSync(fixture, dir, { recursive: true });
  const config: object = JSON.parse(readFileSync(join(dir, 'adapter_config.json'), 'utf8'));
  writeFileSync(join(dir, 'adapter_config.json'), JSON.stringify({ ...config, ...change }));
  return dir;
}

describe('writePeftAdapter', () => {
  it('writes what readPeftAdapter reads, sorted by layer', () => {
    const dir = join(createFolder(), 'adapter');
    writePeftAdapter(dir, { ...settings, tensors: tensors(modules) });
    const { tensors: found, ...others } = readPeftAdapter(dir);
    expect(others).toEqual(settings);
    expect([...found].map((tensor) => [tensor.module, tensor.which])).toEqual(
      [1, 2, 10].flatMap((layer) => ['A', 'B'].map((which) => [`model.layers.${layer}.self_attn.q_proj`, which])),
    );
    expect([...found].at(-1)).toEqual({
      module: modules[1],
      which: 'B',
      shape: [4, 2],
      values: new Float32Array(8).fill(-1),
    });
  });

  it('uses the names and the marks of the reference library', () => {
    const dir = join(createFolder(), 'adapter');
    writePeftAdapter(dir, { ...settings, tensors: tensors(modules.slice(0, 1)) });
    expect(readdirSync(dir).sort()).toEqual(['adapter_config.json', 'adapter_model.safetensors']);
    const file = openSafetensors(join(dir, 'adapter_model.safetensors'));
    expect([...file.tensors.keys()]).toEqual([
      'base_model.model.model.layers.2.self_attn.q_proj.lora_A.weight',
      'base_model.model.model.layers.2.self_attn.q_proj.lora_B.weight',
    ]);
    expect(file.metadata).toEqual({ format: 'pt' });
    file.close();
  });

  it('writes only keys that the reference library knows, with its values for plain LoRA', () => {
    const dir = join(createFolder(), 'adapter');
    writePeftAdapter(dir, { ...settings, tensors: tensors(modules) });
    const ours: Record<string, unknown> = JSON.parse(readFileSync(join(dir, 'adapter_config.json'), 'utf8'));
    const theirs: Record<string, unknown> = JSON.parse(readFileSync(join(fixture, 'adapter_config.json'), 'utf8'));
    const chosen = ['r', 'lora_alpha', 'lora_dropout', 'target_modules', 'base_model_name_or_path'];
    const fixed = Object.keys(ours).filter((key) => !chosen.includes(key));
    expect(Object.fromEntries(fixed.map((key) => [key, ours[key]]))).toEqual(
      Object.fromEntries(fixed.map((key) => [key, theirs[key]])),
    );
  });

  it('does not write over a folder that holds files', () => {
    const dir = createFolder();
    writeFileSync(join(dir, 'mine'), '');
    expect(catchError(() => writePeftAdapter(dir, { ...settings, tensors: [] }))).toMatchObject({
      code: 'disk/not-empty',
    });
    expect(readdirSync(dir)).toEqual(['mine']);
  });
});

describe('a disk that fills up', () => {
  it.skipIf(!existsSync('/dev/full'))(
    'is reported with the folder that was asked for, and nothing is left behind',
    () => {
      const parent = createFolder();
      const full = openSync('/dev/full', 'w');
      const failing = {
        module: modules[0] ?? '',
        which: 'A' as const,
        shape: [2, 3],
        get values(): Float32Array {
          writeSync(full, 'x');
          return new Float32Array(6);
        },
      };
      const dir = join(parent, 'adapter');
      const error = catchError(() => writePeftAdapter(dir, { ...settings, tensors: [failing] }));
      closeSync(full);
      expect(error).toMatchObject({ code: 'disk/full', message: expect.stringContaining(`${dir}: the disk`) });
      expect(readdirSync(parent)).toEqual([]);
    },
  );
});

describe('readPeftAdapter', () => {
  const adapted = readdirSync(reference).filter((name) => existsSync(join(reference, name, 'adapter')));

  it.each(adapted)('reads the adapter that the reference library wrote for %s', (name) => {
    const adapter = readPeftAdapter(join(reference, name, 'adapter'));
    const shapes = [...adapter.tensors].map(({ which, shape, values }) => {
      expect(values.length).toBe((shape[0] ?? 0) * (shape[1] ?? 0));
      return shape[which === 'A' ? 0 : 1];
    });
    expect(new Set(shapes)).toEqual(new Set([adapter.rank]));
  });

  it('converts half-precision weights', () => {
    const dir = copyWithConfig({ r: 1, target_modules: ['q_proj'] });
    const name = (which: string) => `base_model.model.model.layers.0.self_attn.q_proj.lora_${which}.weight`;
    writeSafetensors(join(dir, 'adapter_model.safetensors'), [
      { name: name('A'), dtype: 'BF16', shape: [1, 2], read: () => Uint16Array.of(0x3f80, 0xc000) },
      { name: name('B'), dtype: 'F16', shape: [2, 1], read: () => Uint16Array.of(0x3c00, 0xc000) },
    ]);
    expect([...readPeftAdapter(dir).tensors].map(({ values }) => [...values])).toEqual([
      [1, -2],
      [1, -2],
    ]);
  });

  it.each([
    ['peft_type', 'IA3'],
    ['target_modules', '.*q_proj'],
    ['bias', 'all'],
    ['use_dora', true],
    ['use_rslora', true],
    ['rank_pattern', { q_proj: 2 }],
    ['alpha_pattern', { q_proj: 2 }],
    ['modules_to_save', ['lm_head']],
    ['layers_to_transform', [0]],
    ['lora_bias', true],
    ['init_lora_weights', 'pissa_niter_4'],
  ])('refuses %s = %j and says so', (key, value) => {
    expect(catchError(() => readPeftAdapter(copyWithConfig({ [key]: value })))).toMatchObject({
      code: 'adapter/unsupported',
      message: expect.stringMatching(new RegExp(`adapter_config\\.json: key "${key}" must be `)),
    });
  });

  it('refuses a rank that the tensors do not have', () => {
    expect(catchError(() => readPeftAdapter(copyWithConfig({ r: 7 })))).toMatchObject({
      code: 'adapter/invalid',
      message: expect.stringMatching(/must have the shape \[7, in\], but it has \[4, /),
    });
  });

  it('refuses tensors of modules that the configuration does not name', () => {
    expect(catchError(() => readPeftAdapter(copyWithConfig({ target_modules: ['v_proj', 'k_proj'] })))).toMatchObject({
      code: 'adapter/invalid',
      message: expect.stringContaining('q_proj'),
    });
  });

  it('refuses half a pair, a tensor of another method, and an empty file', () => {
    const dir = copyWithConfig({ r: 1 });
    const file = join(dir, 'adapter_model.safetensors');
    const tensor = (name: string) => ({ name, dtype: 'F32' as const, shape: [1, 1], read: () => Float32Array.of(1) });
    writeSafetensors(file, [tensor('base_model.model.a.q_proj.lora_A.weight')]);
    expect(catchError(() => readPeftAdapter(dir))).toMatchObject({
      code: 'adapter/invalid',
      message: expect.stringContaining('lora_B.weight" is missing'),
    });
    writeSafetensors(file, [tensor('base_model.model.a.q_proj.lora_magnitude_vector')]);
    expect(catchError(() => readPeftAdapter(dir))).toMatchObject({ code: 'adapter/unsupported' });
    writeSafetensors(file, []);
    expect(catchError(() => readPeftAdapter(dir))).toMatchObject({ code: 'adapter/invalid' });
  });

  it('says when the weights are missing or only a pickle', () => {
    const dir = copyWithConfig({});
    rmSync(join(dir, 'adapter_model.safetensors'));
    expect(catchError(() => readPeftAdapter(dir))).toMatchObject({ code: 'adapter/no-weights' });
    writeFileSync(join(dir, 'adapter_model.bin'), '');
    expect(catchError(() => readPeftAdapter(dir))).toMatchObject({ message: expect.stringContaining('pickle') });
  });
});
