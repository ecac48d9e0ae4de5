import { z } from 'zod';
import { setting } from './setting.ts';

export const modelSchema = z.strictObject({
  path: setting(z.string().min(1), {
    label: 'Base model',
    help: 'A folder in Hugging Face layout (config.json, safetensors, tokenizer.json), relative to the spec.',
  }),
  frozenPrecision: setting(z.enum(['float32', 'bfloat16']).default('float32'), {
    label: 'Frozen weights',
    help: 'How weights that are not trained are kept in memory; bfloat16 halves it.',
    paper: 'bfloat16',
    advanced: true,
  }),
});

/** Prompt templates; their texts are defined in the engine and documented in docs/data.md. */
export const templateSchema = setting(z.enum(['alpaca', 'plain', 'chat']).default('alpaca'), {
  label: 'Prompt template',
  help: 'How an instruction is turned into the text the model sees; “chat” is the template that the model folder brings.',
  paper: 'alpaca',
});

export const systemPromptSchema = setting(z.string().min(1).max(20_000).nullable().default(null), {
  label: 'System prompt',
  help: 'What the conversation begins with, for the prompt template “chat”; empty for nothing.',
  advanced: true,
});

export const maxLengthSchema = setting(z.int().min(8).max(131_072).default(256), {
  label: 'Longest example',
  help: 'Examples are cut on the right at this many tokens.',
  unit: 'tokens',
  paper: 256,
});

/** Names of linear layers in the supported families; a model has those of its own family (ModelReport.loraTargets). */
export const loraTargets = [
  'q_proj',
  'k_proj',
  'v_proj',
  'o_proj',
  'gate_proj',
  'up_proj',
  'down_proj',
  'out_proj',
  'fc1',
  'fc2',
  'c_attn',
  'c_proj',
  'c_fc',
] as const;

/** How the name of the token embedding ends in the checkpoints of the supported families. */
export const embeddingEnds = ['embed_tokens.weight', 'wte.weight'] as const;

/** Which parameters are trained: a LoRA adapter, or the whole model. */
export const trainableSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('lora'),
    rank: setting(z.int().min(1).max(4096).default(32), {
      label: 'LoRA rank',
      help: 'Inner size of the adapter.',
      paper: 32,
    }),
    loraAlpha: setting(z.number().positive().default(4), {
      label: 'LoRA alpha',
      help: 'The adapter’s output is scaled by alpha / rank.',
      paper: 4,
    }),
    targets: setting(z.array(z.enum(loraTargets)).min(1).default(['q_proj', 'k_proj', 'v_proj']), {
      label: 'LoRA targets',
      help: 'The linear layers that get an adapter, by the names that the model’s family gives them; by default those that make queries, keys and values.',
      paper: ['q_proj', 'k_proj', 'v_proj'],
    }),
    dropout: setting(z.number().min(0).lt(1).default(0), {
      label: 'LoRA dropout',
      help: 'Share of adapter inputs dropped in training.',
      paper: 0,
    }),
  }),
  z.strictObject({
    kind: z.literal('full'),
    freezeEmbeddings: setting(z.boolean().default(true), {
      label: 'Freeze embeddings',
      help: 'Keep the token embeddings (and a tied output layer) as they are.',
    }),
  }),
]);

export type ModelChoice = z.infer<typeof modelSchema>;
export type Trainable = z.infer<typeof trainableSchema>;
export type TemplateName = z.infer<typeof templateSchema>;
