"""RepNoise with the port's rounded labels (paper.md 2.4) on a model whose ids are large enough to be rounded, as a fixture.

`python repnoise_rounding.py` writes it alone; make_fixtures.py writes it with the others.
"""

from pathlib import Path

import torch
from peft import PeftModel
from safetensors.torch import save_file

import fixture_parts
import goldens
import random_models
import repnoise

NAME, VOCAB, ROWS, LENGTH = "llama-wide", 1100, 3, 14
SHAPE = {"vocab": VOCAB, "hidden": 8, "layers": 1, "heads": 2, "kv": 2, "intermediate": 16, "tied": True}
ADAPTER = {"rank": 2, "alpha": 4, "targets": ["q_proj", "k_proj", "v_proj"]}
NUMBERS = {"alpha": 1.0, "beta": 5.0}


def write_rounding(root):
    folder = root / "models" / NAME
    model = random_models.random_model("llama", 61, **SHAPE)
    model.save_pretrained(folder)
    random_models.save_adapter(
        random_models.random_adapter(random_models.load_model(folder), 161, ADAPTER["rank"], ADAPTER["alpha"], ADAPTER["targets"]),
        folder / "adapter",
        NAME,
    )
    generator = torch.Generator().manual_seed(62)
    batches = {kind: random_batch(generator) for kind in ("alignment", "harmful")}
    found = {}
    tensors = {}
    for labels in ("exact", "bfloat16"):
        adapted = PeftModel.from_pretrained(random_models.load_model(folder), folder / "adapter").eval()
        names, parameters = goldens.trainable_parameters(adapted, goldens.is_lora)
        tensor_batches = {kind: goldens.as_tensors(batch) for kind, batch in batches.items()}
        found[labels], gradient = repnoise.repnoise(
            adapted, parameters, **tensor_batches, **NUMBERS, length=LENGTH, rounds_labels=labels == "bfloat16"
        )
        tensors |= {f"{labels}/{name}": value.detach().clone() for name, value in zip(names, gradient)}
    save_file(tensors, root / "golden" / f"{NAME}-repnoise.safetensors")
    fixture_parts.write_json(
        root / "golden" / f"{NAME}-repnoise.json", {**NUMBERS, "lora": ADAPTER, "length": LENGTH, **batches, "numbers": found}
    )


def random_batch(generator):
    """Rows of one length, half prompt; ids from all of the vocabulary, whose end rounding does not pass."""
    ids = torch.randint(4, VOCAB, (ROWS, LENGTH), generator=generator)
    labels = ids.clone()
    labels[:, : LENGTH // 2] = -100
    mask = torch.ones_like(ids)
    return {"input_ids": ids.tolist(), "labels": labels.tolist(), "attention_mask": mask.tolist()}


if __name__ == "__main__":
    torch.set_num_threads(1)
    write_rounding(Path(__file__).resolve().parent.parent / "fixtures" / "reference")
