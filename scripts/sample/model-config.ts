import { specialTokens } from './tokenizer.ts';

const padTokenId = specialTokens.indexOf('[PAD]');
const bosTokenId = specialTokens.indexOf('<s>');
const eosTokenId = specialTokens.indexOf('</s>');

/** The content of config.json of the base model; the vocabulary is rounded up to a multiple of 8. */
export function createModelConfig(vocabularySize: number) {
  return {
    architectures: ['LlamaForCausalLM'],
    model_type: 'llama',
    vocab_size: Math.ceil(vocabularySize / 8) * 8,
    hidden_size: 128,
    intermediate_size: 352,
    num_hidden_layers: 4,
    num_attention_heads: 4,
    num_key_value_heads: 4,
    head_dim: 32,
    max_position_embeddings: 64,
    hidden_act: 'silu',
    rms_norm_eps: 1e-5,
    rope_theta: 10000,
    rope_scaling: null,
    attention_bias: false,
    attention_dropout: 0,
    mlp_bias: false,
    tie_word_embeddings: true,
    initializer_range: 0.02,
    pad_token_id: padTokenId,
    bos_token_id: bosTokenId,
    eos_token_id: eosTokenId,
    torch_dtype: 'float32',
    use_cache: true,
  };
}

/** The content of generation_config.json: greedy, stop at the end token. */
export function createGenerationConfig() {
  return {
    bos_token_id: bosTokenId,
    eos_token_id: eosTokenId,
    pad_token_id: padTokenId,
    do_sample: false,
    max_new_tokens: 24,
  };
}
