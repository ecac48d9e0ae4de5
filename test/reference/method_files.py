"""The methods that have a file in `methods`: each states one method's settings and batches, and computes its first gradient.

A file has METHOD (the method as a spec has it), BATCHES (role -> "alignment" or "harmful"), gradient(model, parameters, batches), and
IS_NOISY = True where it draws noise. `python method_files.py [NAME ...]` writes their fixtures; make_fixtures.py writes all.
"""

import importlib.util
import json
import sys
from pathlib import Path

import torch
from peft import PeftModel
from safetensors.torch import save_file

import fixture_parts
import goldens
import random_models
import repnoise
from booster_math import global_norm

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent / "fixtures" / "reference"
MODELS = ("llama-tiny", "qwen2-tiny")
LENGTH = 14


def load_methods():
    """The modules in `methods`, by the name of their method."""
    found = {}
    for path in sorted((HERE / "methods").glob("*.py")):
        spec = importlib.util.spec_from_file_location(f"method_{path.stem}", path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        found[module.METHOD["name"]] = module
    return found


def describe(module):
    return {"method": module.METHOD, "batches": module.BATCHES, "isNoisy": getattr(module, "IS_NOISY", False)}


def first_step(module, make_model, choose, batches, length):
    """Numbers and {weight's name in the saved file: gradient} of the first step; `batches` has one of either kind, as tensors."""
    model = make_model()
    names, parameters = choose(model)
    padded = {role: repnoise.pad_to(length, batches[kind])[0] for role, kind in module.BATCHES.items()}
    numbers, gradient = module.gradient(model, parameters, padded)
    tensors = {name: value.detach().contiguous().clone() for name, value in zip(names, gradient)}
    return numbers | {"gradientNorm": global_norm(gradient).item()}, tensors


def write_fixture(name, module):
    """golden/methods/NAME.json and .safetensors, on the batches of the trainings of the small models."""
    numbers, tensors = {}, {}
    for model in MODELS:
        folder = ROOT / "models" / model
        makers = {
            "lora": (
                lambda folder=folder: PeftModel.from_pretrained(random_models.load_model(folder), folder / "adapter"),
                goldens.is_lora,
            ),
            "full": (lambda folder=folder: random_models.load_model(folder), goldens.is_not_embedding),
        }
        for mode, (make_model, is_trainable) in makers.items():
            training = json.loads((ROOT / "golden" / f"{model}-train-{mode}.json").read_text())
            batches = {kind: goldens.as_tensors(training[kind][0]) for kind in ("alignment", "harmful")}
            choose = lambda model, chosen=is_trainable: goldens.trainable_parameters(model, chosen)  # noqa: E731
            numbers[f"{model}/{mode}"], gradient = first_step(module, make_model, choose, batches, LENGTH)
            tensors |= {f"{model}/{mode}/{weight}": value for weight, value in gradient.items()}
    folder = ROOT / "golden" / "methods"
    folder.mkdir(parents=True, exist_ok=True)
    save_file(tensors, folder / f"{name}.safetensors")
    fixture_parts.write_json(folder / f"{name}.json", describe(module) | {"numbers": numbers})


def write_fixtures(names=()):
    methods = load_methods()
    unknown = [name for name in names if name not in methods]
    if unknown:
        raise SystemExit(f"No file in test/reference/methods has the method {unknown[0]}; there are {', '.join(methods)}.")
    for name in names or methods:
        write_fixture(name, methods[name])


if __name__ == "__main__":
    torch.set_num_threads(1)
    write_fixtures(sys.argv[1:])
