"""Makes test/fixtures/reference: random models, tokenizers, adapters and the values PyTorch computes for them.

Run through `npm run make:fixtures`. Every draw is seeded: the same packages on the same machine write the same bytes.
"""

import shutil
from importlib.metadata import version
from pathlib import Path

import torch
from peft import PeftModel
from safetensors.torch import load_file, save_file

import antidote
import byte_tokenizers
import chat_templates
import classifier
import defences
import families
import fixture_parts
import goldens
import method_files
import random_models
import repnoise_rounding
import templates
import words

ROOT = Path(__file__).parent.parent / "fixtures" / "reference"
LORA = {"rank": 4, "alpha": 8, "targets": ["q_proj", "k_proj", "v_proj"]}
STEPS, ALPHA, LAMBDA, RHO = 5, 0.1, 5.0, 2.0
# Of rows of 32 and of 4 entries, so that both matrices of an adapter lose some.
DENSE_RATIO = 0.25
SHAPE = {"vocab": fixture_parts.VOCAB, "hidden": 32, "layers": 2, "heads": 4, "kv": 2, "intermediate": 48}

MODELS = {
    # Configuration as transformers 5 writes it.
    "llama-tiny": {
        "family": "llama",
        "seed": 11,
        "dtype": "float32",
        "train": True,
        "bos": True,
        "shape": {**SHAPE, "tied": True},
    },
    "qwen2-tiny": {
        "family": "qwen2",
        "seed": 12,
        "dtype": "float32",
        "train": True,
        "bos": False,
        "shape": {**SHAPE, "tied": False, "rope_theta": 1000000.0},
    },
    # Configuration with the older names (torch_dtype, rope_theta, rope_scaling), as most published folders have it.
    "llama3-rope": {
        "family": "llama",
        "seed": 13,
        "dtype": "bfloat16",
        "shard": "12KB",
        "old_names": True,
        "bos": True,
        "shape": {**SHAPE, "tied": False, "head_dim": 16, "rope": random_models.LLAMA3_ROPE, "rope_theta": 500000.0},
    },
    "llama-f16": {
        "family": "llama",
        "seed": 14,
        "dtype": "float16",
        "old_names": True,
        "bos": True,
        "shape": {**SHAPE, "hidden": 16, "kv": 4, "layers": 1, "tied": True},
    },
}


def main():
    torch.set_num_threads(1)
    vocabulary = words.vocabulary(fixture_parts.VOCAB, seed=7)
    for folder in ("models", "golden", "tokenizers", "chat"):
        shutil.rmtree(ROOT / folder, ignore_errors=True)
    (ROOT / "golden").mkdir(parents=True)
    for name, recipe in MODELS.items():
        print(f"{name}: model and adapter")
        folder = save_model(name, recipe, vocabulary)
        tokenizer = words.word_tokenizer(vocabulary, recipe["bos"])
        tokenizer.save_pretrained(folder)
        print(f"{name}: logits, losses and greedy text")
        fixture_parts.forward_goldens(ROOT, name, folder)
        if recipe.get("train"):
            print(f"{name}: gradients and {STEPS} steps")
            training_goldens(name, folder, tokenizer, vocabulary)
    print("methods with a file of their own")
    method_files.write_fixtures()
    families.write_families(ROOT, vocabulary)
    print("RepNoise with rounded labels")
    repnoise_rounding.write_rounding(ROOT)
    print("moderation model")
    classifier.write_classifier(ROOT)
    print("templates and tokenizers")
    template_goldens(vocabulary)
    for style, build in byte_tokenizers.STYLES.items():
        tokenizer = build(seed=21, size=380 if style != "llama2" else 460)
        tokenizer.save_pretrained(ROOT / "tokenizers" / style)
        fixture_parts.write_json(ROOT / "tokenizers" / style / "cases.json", byte_tokenizers.parity_cases(tokenizer))
    chat_templates.write_chat_templates(ROOT)
    packages = ("torch", "transformers", "peft", "safetensors", "tokenizers", "numpy")
    fixture_parts.write_json(ROOT / "versions.json", {package: version(package) for package in packages})
    total = sum(path.stat().st_size for path in ROOT.rglob("*") if path.is_file())
    print(f"{total / 1e6:.2f} MB in {ROOT.name}")


def save_model(name, recipe, vocabulary):
    folder = ROOT / "models" / name
    model = random_models.random_model(recipe["family"], recipe["seed"], **recipe["shape"])
    model.to(getattr(torch, recipe["dtype"])).save_pretrained(folder, max_shard_size=recipe.get("shard", "5GB"))
    if recipe.get("old_names"):
        random_models.use_old_names(folder / "config.json")
    adapted = random_models.random_adapter(random_models.load_model(folder), recipe["seed"] + 100, **LORA)
    random_models.save_adapter(adapted, folder / "adapter", name)
    return folder


def training_goldens(name, folder, tokenizer, vocabulary):
    template = templates.load_templates()["plain"]
    batches = {}
    for kind, seed in (("alignment", 31), ("harmful", 32)):
        rows = words.invented_rows(vocabulary, 3 * STEPS, seed, longest=6)
        encoded = [templates.encode_example(tokenizer, template, row, 14) for row in rows]
        batches[kind] = [templates.pad_batch(encoded[3 * s : 3 * s + 3], words.PAD) for s in range(STEPS)]
        batches[f"{kind}Rows"] = rows
    makers = {
        "lora": (
            lambda: PeftModel.from_pretrained(random_models.load_model(folder), folder / "adapter"),
            goldens.is_lora,
        ),
        "full": (lambda: random_models.load_model(folder), goldens.is_not_embedding),
    }
    for mode, (make_model, is_trainable) in makers.items():
        numbers, tensors = goldens.booster_goldens(
            make_model, is_trainable, batches["alignment"], batches["harmful"], ALPHA, LAMBDA
        )
        # The start is in the model and adapter folders already.
        tensors = {key: value for key, value in tensors.items() if not key.startswith("initial/")}
        save_file(tensors, ROOT / "golden" / f"{name}-train-{mode}.safetensors")
        fixture_parts.write_json(
            ROOT / "golden" / f"{name}-train-{mode}.json",
            {
                "template": "plain",
                "maxLength": 14,
                "batchSize": 3,
                **batches,
                **numbers,
            },
        )
        # A noise weight that is seen beside the other terms.
        settings = {"alpha": ALPHA, "lambda": LAMBDA, "rho": RHO, "repnoiseAlpha": 1.0, "repnoiseBeta": 5.0, "length": 14}
        numbers, tensors = defences.defence_goldens(
            make_model,
            lambda model, is_trainable=is_trainable: goldens.trainable_parameters(model, is_trainable),
            goldens.as_tensors(batches["alignment"][0]),
            goldens.as_tensors(batches["harmful"][0]),
            settings,
        )
        anchored_golden(name, mode, make_model, is_trainable, batches)
        # A strong pull, so that the test would see it missing; five steps of 1e-4 drift little.
        lisa = {"rho": 50.0, "alignmentSteps": 1, "userSteps": 2, "freeSteps": 0}
        log, weights = defences.lisa_goldens(
            make_model,
            lambda model, is_trainable=is_trainable: goldens.trainable_parameters(model, is_trainable),
            [goldens.as_tensors(batch) for batch in batches["harmful"]],
            [goldens.as_tensors(batch) for batch in batches["alignment"]],
            lisa,
        )
        save_file({**tensors, **weights}, ROOT / "golden" / f"{name}-defences-{mode}.safetensors")
        fixture_parts.write_json(
            ROOT / "golden" / f"{name}-defences-{mode}.json",
            {**settings, "defences": numbers, "lisa": {**lisa, "steps": log}},
        )
    antidote_golden(
        name,
        folder,
        [
            [token for token, is_real in zip(ids, mask) if is_real]
            for batch in batches["harmful"]
            for ids, mask in zip(batch["input_ids"], batch["attention_mask"])
        ],
    )


def anchored_golden(name, mode, make_model, is_trainable, batches):
    """EWC, LDIFS and TAR at weights that have moved away from their start, with weights under which every term is seen."""
    settings = {
        "startScale": 0.9,
        "ewcLambda": 50.0,
        "ldifsRho": 0.02,
        "tarRates": {"adamw": 1e-3, "sgd": 0.05},
        "tar": {
            "steps": 3,
            "every": 2,
            "batch": 2,
            "heldOut": 3,
            "representationWeight": 5.0,
            "retainWeight": 0.5,
            "tamperWeight": 4.0,
        },
    }
    numbers, tensors = defences.anchored_goldens(
        make_model,
        lambda model: goldens.trainable_parameters(model, is_trainable),
        *([goldens.as_tensors(batch) for batch in batches[kind]] for kind in ("alignment", "harmful")),
        settings,
    )
    save_file(tensors, ROOT / "golden" / f"{name}-anchored-{mode}.safetensors")
    fixture_parts.write_json(ROOT / "golden" / f"{name}-anchored-{mode}.json", {**settings, "defences": numbers})


def antidote_golden(name, folder, harmful_rows):
    """Antidote on the fixture's adapter and on the weights after five full steps, with the rows of a training's harmful batches."""
    model = PeftModel.from_pretrained(random_models.load_model(folder), folder / "adapter").eval()
    tensors = antidote.antidote_goldens(model, harmful_rows, DENSE_RATIO)
    trained, base = random_models.load_model(folder), random_models.load_model(folder).state_dict()
    after = load_file(ROOT / "golden" / f"{name}-train-full.safetensors")
    trained.load_state_dict(base | {key: after[f"afterBooster/{key}"] for key in base if f"afterBooster/{key}" in after})
    tensors |= antidote.full_goldens(trained, base, harmful_rows, DENSE_RATIO)
    save_file(tensors, ROOT / "golden" / f"{name}-antidote.safetensors")
    fixture_parts.write_json(ROOT / "golden" / f"{name}-antidote.json", {"denseRatio": DENSE_RATIO, "rows": harmful_rows})


def template_goldens(vocabulary):
    rows = [
        {"instruction": vocabulary[40] + " " + vocabulary[41], "output": vocabulary[42]},
        {
            "instruction": vocabulary[50],
            "input": vocabulary[51] + " {instruction}",
            "output": vocabulary[52] + " " + vocabulary[53],
        },
        {"instruction": " ".join(vocabulary[60:70]), "output": " ".join(vocabulary[70:80])},
    ]
    tokenizers = {
        "llama-tiny": words.word_tokenizer(vocabulary, True),
        "qwen2-tiny": words.word_tokenizer(vocabulary, False),
    }
    cases = []
    for name, template in templates.load_templates().items():
        for row in rows:
            encoded = {}
            for model, tokenizer in tokenizers.items():
                for max_length in (256, 24):
                    ids, labels = templates.encode_example(tokenizer, template, row, max_length)
                    encoded[f"{model}@{max_length}"] = {"ids": ids, "labels": labels}
            cases.append(
                {"template": name, "row": row, "prompt": templates.render_prompt(template, row), "encoded": encoded}
            )
    fixture_parts.write_json(ROOT / "templates-rendered.json", cases)


if __name__ == "__main__":
    main()
