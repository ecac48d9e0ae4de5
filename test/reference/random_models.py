"""Small random models of every family in Hugging Face layout, and random PEFT adapters for them."""

import json
import math
import os
import warnings

# Before the import that reads it: nothing is looked up on a model hub.
os.environ.setdefault("HF_HUB_OFFLINE", "1")

import torch
from peft import LoraConfig, get_peft_model
import transformers
from transformers import AutoModelForCausalLM
from transformers.utils import logging

import family_configs

# The library's bars and advice would bury our own lines.
logging.disable_progress_bar()
logging.set_verbosity_error()
warnings.filterwarnings("ignore", category=FutureWarning)
warnings.filterwarnings("ignore", message="Could not find a config file|Unable to fetch remote file")

FAMILIES = tuple(family_configs.CLASSES)
LLAMA3_ROPE = {
    "rope_type": "llama3",
    "factor": 8.0,
    "low_freq_factor": 1.0,
    "high_freq_factor": 4.0,
    "original_max_position_embeddings": 32,
}


def random_model(
    family,
    seed,
    *,
    vocab,
    hidden,
    layers,
    heads,
    kv,
    intermediate,
    tied,
    head_dim=None,
    rope=None,
    rope_theta=10000.0,
    window=None,
    std=None,
):
    """A float32 model; its matrices are normal with std 1.1/sqrt(hidden), so that the logits spread over about 1.

    Norm weights and biases are random too: a reader that forgets them must not pass.
    """
    sizes = {
        "vocab": vocab,
        "hidden": hidden,
        "layers": layers,
        "heads": heads,
        "kv": kv,
        "intermediate": intermediate,
        "tied": tied,
        "head_dim": head_dim,
        "rope": rope,
        "rope_theta": rope_theta,
        "window": window,
    }
    model = getattr(transformers, family_configs.CLASSES[family][1])(family_configs.build_config(family, sizes))
    generator = torch.Generator().manual_seed(seed)
    std = 1.1 / math.sqrt(hidden) if std is None else std
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            noise = torch.randn(parameter.shape, generator=generator)
            parameter.copy_(norm_centre(family) + 0.1 * noise if is_norm_weight(name) else std * noise)
    return model.eval()


def is_norm_weight(name):
    return ("norm" in name or "ln_" in name) and name.endswith("weight")


def norm_centre(family):
    """Gemma's norms multiply with 1 + weight."""
    return 0.0 if family == "gemma2" else 1.0


def random_adapter(model, seed, rank, alpha, targets):
    """The model with a LoRA adapter whose A and B are both random."""
    config = LoraConfig(
        r=rank, lora_alpha=alpha, target_modules=list(targets), lora_dropout=0.0, bias="none", task_type="CAUSAL_LM"
    )
    adapted = get_peft_model(model, config)
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, parameter in adapted.named_parameters():
            if "lora_" in name:
                parameter.copy_(torch.randn(parameter.shape, generator=generator) * (0.3 / math.sqrt(rank)))
    return adapted.eval()


def save_adapter(adapted, folder, base_name):
    """Writes the PEFT folder without what differs between runs: the base model's path, a model card, a set's order."""
    adapted.save_pretrained(folder, save_embedding_layers=False)
    (folder / "README.md").unlink(missing_ok=True)
    path = folder / "adapter_config.json"
    config = json.loads(path.read_text())
    config |= {"base_model_name_or_path": base_name, "target_modules": sorted(config["target_modules"])}
    path.write_text(json.dumps(config, indent=2) + "\n")


def use_old_names(path):
    """Rewrites config.json with the names that transformers 4 used."""
    config = json.loads(path.read_text())
    rope = config.pop("rope_parameters")
    config["rope_theta"] = rope.pop("rope_theta")
    config["rope_scaling"] = rope if rope["rope_type"] != "default" else None
    config["torch_dtype"] = config.pop("dtype")
    path.write_text(json.dumps(config, indent=2) + "\n")


def load_model(folder):
    """The folder's model in float32, whatever it is stored in, with plain (eager) attention."""
    return AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager").eval()
