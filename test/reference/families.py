"""A small random model of each family beside Llama and Qwen2, and what transformers, peft and PyTorch compute with it.

`node scripts/python-env.mjs test/reference/families.py [NAME ...]` writes them alone; make_fixtures.py writes them with everything else.
"""

import random
import sys
from pathlib import Path

import torch
from peft import PeftModel
from safetensors.torch import save_file

import defences
import fixture_parts
import goldens
import random_models
import repnoise
import words
from booster_math import loss_and_gradients

ROOT = Path(__file__).parent.parent / "fixtures" / "reference"
SIZES = {"vocab": fixture_parts.VOCAB, "hidden": 16, "layers": 2, "heads": 4, "kv": 2, "intermediate": 24}
LENGTHS = (14, 6, 9)
RHO, ALPHA, BETA = 2.0, 1.0, 5.0
# Windows are shorter than the texts.
MODELS = {
    "mistral-tiny": ("mistral", 51, {**SIZES, "tied": False, "window": 5}, ["q_proj", "v_proj", "down_proj"]),
    "qwen3-tiny": ("qwen3", 52, {**SIZES, "tied": False, "head_dim": 6, "window": 4}, ["q_proj", "k_proj", "o_proj"]),
    "gemma2-tiny": (
        "gemma2",
        53,
        {**SIZES, "layers": 3, "tied": True, "head_dim": 6, "window": 4},
        ["q_proj", "v_proj", "gate_proj"],
    ),
    "opt-tiny": ("opt", 59, {**SIZES, "kv": 4, "tied": True}, ["k_proj", "out_proj", "fc1", "fc2"]),
    "gpt2-tiny": ("gpt2", 66, {**SIZES, "kv": 4, "tied": True}, ["c_attn", "c_proj", "c_fc"]),
}


def write_families(root, vocabulary, names=tuple(MODELS)):
    """Writes models/NAME and golden/NAME.* below `root`."""
    for name in names:
        print(f"{name}: model, logits, greedy text and gradients")
        write_family(Path(root), name, vocabulary)


def write_family(root, name, vocabulary):
    family, seed, sizes, targets = MODELS[name]
    folder = root / "models" / name
    model = random_models.random_model(family, seed, **sizes)
    if family == "gpt2":
        pull_to_eos(model)
    model.save_pretrained(folder)
    words.word_tokenizer(vocabulary, adds_bos=True).save_pretrained(folder)
    lora = {"rank": 2, "alpha": 6, "targets": targets}
    adapted = random_models.random_adapter(random_models.load_model(folder), seed + 100, **lora)
    random_models.save_adapter(adapted, folder / "adapter", name)
    rng = random.Random(f"{name} training")
    batches = {kind: fixture_parts.random_batch(rng, LENGTHS) for kind in ("alignment", "harmful")}
    numbers, tensors = training_goldens(folder, batches)
    save_file(tensors, root / "golden" / f"{name}-gradients.safetensors")
    extra = {"lora": lora, "length": max(LENGTHS), "rho": RHO, "repnoiseAlpha": ALPHA, "repnoiseBeta": BETA}
    fixture_parts.forward_goldens(root, name, folder, {**extra, **batches, "numbers": numbers})


def pull_to_eos(model):
    """Makes the end token likelier: a random GPT-2 repeats one token for ever, and no text would stop."""
    with torch.no_grad():
        model.transformer.ln_f.bias += model.transformer.wte.weight[words.EOS]


def training_goldens(folder, batches):
    """The gradient of f in both modes, and with the adapter those of Vaccine and RepNoise; keyed `<what>-<mode>/<name in the saved file>`."""
    make = {
        "lora": (lambda: PeftModel.from_pretrained(random_models.load_model(folder), folder / "adapter"), goldens.is_lora),
        "full": (lambda: random_models.load_model(folder), goldens.is_not_embedding),
    }
    alignment, harmful = (goldens.as_tensors(batches[kind]) for kind in ("alignment", "harmful"))
    steps = {
        "sft-lora": lambda model, parameters: plain(model, parameters, alignment),
        "sft-full": lambda model, parameters: plain(model, parameters, alignment),
        "vaccine-lora": lambda model, parameters: defences.vaccine(
            model, parameters, lambda: model(**alignment).loss, RHO
        ),
        "repnoise-lora": lambda model, parameters: repnoise.repnoise(
            model, parameters, alignment, harmful, alpha=ALPHA, beta=BETA, length=max(LENGTHS)
        ),
    }
    numbers, tensors = {}, {}
    for what, step in steps.items():
        make_model, is_trainable = make[what.split("-")[1]]
        model = make_model()
        names, parameters = goldens.trainable_parameters(model, is_trainable)
        numbers[what], gradient = step(model, parameters)
        tensors |= {f"{what}/{key}": value.detach().clone() for key, value in zip(names, gradient)}
    return numbers, tensors


def plain(model, parameters, batch):
    loss, gradient = loss_and_gradients(parameters, lambda: model(**batch).loss)
    return {"f": loss}, gradient


if __name__ == "__main__":
    torch.set_num_threads(1)
    write_families(ROOT, words.vocabulary(fixture_parts.VOCAB, seed=7), sys.argv[1:] or tuple(MODELS))
