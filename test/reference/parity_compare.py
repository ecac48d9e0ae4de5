"""Compares what our engine wrote with what the reference wrote: logits, weights after training, an exported adapter."""

import json
import math
import warnings
from pathlib import Path

import torch
from peft import PeftModel, get_peft_model_state_dict
from safetensors.torch import load_file
from transformers import AutoModelForCausalLM

import random_models


def load_exported_adapter(folder, adapter):
    """The model with our exported PEFT folder; fails where peft would miss or ignore a tensor of it."""
    with warnings.catch_warnings():
        warnings.filterwarnings("error", message=".*missing adapter keys.*")
        model = PeftModel.from_pretrained(random_models.load_model(folder), adapter).eval()
    wanted, written = set(get_peft_model_state_dict(model)), set(read_tensors(adapter))
    if wanted != written:
        raise SystemExit(
            f"{adapter}: peft expects {sorted(wanted - written)} and does not know {sorted(written - wanted)}"
        )
    return model


def load_exported_model(folder):
    """Our merged folder as transformers loads it; fails where a tensor is missing, left over or of another shape."""
    model, info = AutoModelForCausalLM.from_pretrained(
        folder, dtype=torch.float32, attn_implementation="eager", output_loading_info=True
    )
    problems = {kind: sorted(map(str, keys)) for kind, keys in info.items() if keys}
    if problems:
        raise SystemExit(f"{folder}: {json.dumps(problems)}")
    return model.eval()


def read_tensors(path):
    """All tensors of a safetensors file, or of every such file in a folder."""
    path = Path(path)
    files = sorted(path.glob("*.safetensors")) if path.is_dir() else [path]
    if not files:
        raise SystemExit(f"{path}: no safetensors file")
    return {key: value for file in files for key, value in load_file(file).items()}


def compare_logits(ours, reference):
    """Relative distance over the positions that are not padding; lengths come from the JSON beside `reference`."""
    lengths = json.loads(Path(reference).with_suffix(".json").read_text())["lengths"]
    found, expected = (read_tensors(path)["logits"].float() for path in (ours, reference))
    if found.shape != expected.shape:
        raise SystemExit(f"logits are {list(found.shape)} in {ours} and {list(expected.shape)} in {reference}")
    valid = torch.tensor([[t < length for t in range(expected.shape[1])] for length in lengths])
    return {
        "relative": distance([found[valid]], [expected[valid]]),
        "largestRelative": ((found[valid] - expected[valid]).abs().max() / expected[valid].abs().max()).item(),
    }


def compare_weights(exported, golden, what):
    """Relative distance of the change of weights since the start, over the trained tensors of `golden`.

    `exported` is our adapter or model folder (or file) after training; `what` is afterBooster or afterSft.
    """
    ours, reference = read_tensors(exported), read_tensors(golden)
    names = [key.removeprefix("initial/") for key in reference if key.startswith("initial/")]
    missing = [name for name in names if name not in ours]
    if missing:
        raise SystemExit(f"{exported}: lacks {missing}")
    change = lambda tensors, key: [tensors[key(n)].double() - reference[f"initial/{n}"].double() for n in names]  # noqa: E731
    theirs = change(reference, lambda name: f"{what}/{name}")
    return {
        "relative": distance(change(ours, lambda name: name), theirs),
        "changeNorm": norm(theirs),
        "tensors": len(names),
    }


def compare_tensors(ours, reference, prefix):
    """Relative distance per first part of the key (gradF, gradH, ...) over the keys that start with `prefix`."""
    found, expected = read_tensors(ours), read_tensors(reference)
    keys = [key for key in expected if key.startswith(prefix)]
    missing = [key for key in keys if key not in found]
    if missing or not keys:
        raise SystemExit(f"{ours}: lacks {missing or prefix}")
    groups = sorted({key.split("/")[0] for key in keys})
    of = lambda group: [key for key in keys if key.split("/")[0] == group]  # noqa: E731
    return {group: distance([found[k] for k in of(group)], [expected[k] for k in of(group)]) for group in groups}


def norm(tensors):
    return math.sqrt(sum(float(tensor.double().square().sum()) for tensor in tensors))


def distance(found, expected):
    return norm([a.double() - b.double() for a, b in zip(found, expected)]) / norm(expected)
