"""Configurations of small models of every family, out of one set of sizes."""

import transformers

import words

# Families of Llama's build take the same names; the others are spelled out below.
LLAMA_LIKE = ("llama", "mistral", "qwen2", "qwen3", "gemma2")
CLASSES = {
    "llama": ("LlamaConfig", "LlamaForCausalLM"),
    "mistral": ("MistralConfig", "MistralForCausalLM"),
    "qwen2": ("Qwen2Config", "Qwen2ForCausalLM"),
    "qwen3": ("Qwen3Config", "Qwen3ForCausalLM"),
    "gemma2": ("Gemma2Config", "Gemma2ForCausalLM"),
    "opt": ("OPTConfig", "OPTForCausalLM"),
    "gpt2": ("GPT2Config", "GPT2LMHeadModel"),
}
POSITIONS = 256
SPECIAL_IDS = {"pad_token_id": words.PAD, "bos_token_id": words.BOS, "eos_token_id": words.EOS}


def build_config(family, sizes):
    """The configuration of a family; `sizes` as random_models.random_model takes them."""
    make = getattr(transformers, CLASSES[family][0])
    if family == "opt":
        return make(
            vocab_size=sizes["vocab"],
            hidden_size=sizes["hidden"],
            num_hidden_layers=sizes["layers"],
            num_attention_heads=sizes["heads"],
            ffn_dim=sizes["intermediate"],
            max_position_embeddings=POSITIONS,
            tie_word_embeddings=sizes["tied"],
            dropout=0.0,
            **SPECIAL_IDS,
        )
    if family == "gpt2":
        return make(
            vocab_size=sizes["vocab"],
            n_embd=sizes["hidden"],
            n_layer=sizes["layers"],
            n_head=sizes["heads"],
            n_inner=sizes["intermediate"],
            n_positions=POSITIONS,
            tie_word_embeddings=sizes["tied"],
            resid_pdrop=0.0,
            embd_pdrop=0.0,
            attn_pdrop=0.0,
            **SPECIAL_IDS,
        )
    rope = {"rope_type": "default"} if sizes["rope"] is None else sizes["rope"]
    return make(
        vocab_size=sizes["vocab"],
        hidden_size=sizes["hidden"],
        num_hidden_layers=sizes["layers"],
        num_attention_heads=sizes["heads"],
        num_key_value_heads=sizes["kv"],
        intermediate_size=sizes["intermediate"],
        tie_word_embeddings=sizes["tied"],
        max_position_embeddings=POSITIONS,
        rms_norm_eps=1e-5 if family == "llama" else 1e-6,
        rope_parameters={"rope_theta": sizes["rope_theta"], **rope},
        **({} if sizes["head_dim"] is None else {"head_dim": sizes["head_dim"]}),
        **SPECIAL_IDS,
        **window_settings(family, sizes["window"], sizes["layers"]),
        **(GEMMA2_SETTINGS if family == "gemma2" else {}),
    )


# Caps that bend these models' scores and logits, and a scale that no head size has.
GEMMA2_SETTINGS = {"query_pre_attn_scalar": 11, "attn_logit_softcapping": 3.0, "final_logit_softcapping": 4.0}


def window_settings(family, window, layers):
    """A sliding window, in the members that the family has; every second half of Qwen's layers slides."""
    if family in ("mistral", "gemma2"):
        return {"sliding_window": window}
    if family in ("qwen2", "qwen3") and window is not None:
        return {"use_sliding_window": True, "sliding_window": window, "max_window_layers": layers // 2}
    return {}


def decoder_parts(model):
    """(layers, final norm, the module of a layer whose output is that of its feed-forward part) of a model."""
    base = model.get_base_model() if hasattr(model, "get_base_model") else model
    kind = base.config.model_type
    if kind == "gpt2":
        return base.transformer.h, base.transformer.ln_f, lambda layer: layer.mlp
    if kind == "opt":
        return base.model.decoder.layers, base.model.decoder.final_layer_norm, lambda layer: layer.fc2
    return base.model.layers, base.model.norm, lambda layer: layer.mlp


def read_logits(model, hidden):
    """Logits of normed hidden states: the output layer, and Gemma 2's cap."""
    base = model.get_base_model() if hasattr(model, "get_base_model") else model
    logits = base.get_output_embeddings()(hidden)
    cap = getattr(base.config, "final_logit_softcapping", None)
    return logits if cap is None else cap * (logits / cap).tanh()
