"""Runs the reference on models that the fixtures do not contain, for the comparison with our engine.

Every command prints one JSON line; arrays and details go to OUT.safetensors and OUT.json. Batches are rows of the JSONL
file in order, never shuffled. See test/reference/README.md for the commands.
"""

import argparse
import json
from pathlib import Path

import torch
from peft import PeftModel
from safetensors.torch import save_file
from transformers import PreTrainedTokenizerFast

import booster_math
import goldens
import methods_parity
import parity_compare
import parity_make
import random_models
import templates


def main():
    options = parse_arguments()
    torch.set_num_threads(options.threads)
    print(json.dumps(COMMANDS[options.command](options)))


def make(options):
    return parity_make.make(options.folder, options)


def logits(options):
    return write_logits(load(options), options)


def check_adapter(options):
    return write_logits(parity_compare.load_exported_adapter(options.folder, options.exported), options)


def check_merged(options):
    return write_logits(parity_compare.load_exported_model(options.folder), options)


def write_logits(model, options):
    """Logits, loss and label log-probabilities of the first rows of --data as one right-padded batch."""
    tokenizer = load_tokenizer(options.folder)
    batch = read_batches(tokenizer, options.data, options, 1, options.rows)[0]
    values, loss, rows = goldens.logits_and_losses(model, batch)
    save_file({"logits": values}, out(options, ".safetensors"))
    write(
        options,
        {
            "inputIds": batch["input_ids"],
            "lengths": [sum(mask) for mask in batch["attention_mask"]],
            "labels": batch["labels"],
            "loss": loss,
            "rows": rows,
        },
    )
    result = {"logits": str(out(options, ".safetensors")), "shape": list(values.shape), "loss": loss}
    if options.reference:
        result["againstReference"] = parity_compare.compare_logits(out(options, ".safetensors"), options.reference)
    return result


def generate(options):
    """Greedy text for the prompt of each row, one at a time."""
    tokenizer = load_tokenizer(options.folder)
    model, template = load(options), templates.load_templates()[options.template]
    records = []
    for index, row in enumerate(read_rows(options.data, options.rows)):
        prompt = templates.render_prompt(template, row)
        ids = tokenizer(prompt, truncation=True, max_length=options.max_length)["input_ids"]
        new_ids, lead = goldens.greedy(model, ids, options.max_new_tokens)
        response = tokenizer.decode(new_ids, skip_special_tokens=True)
        records.append(
            {
                "index": index,
                "prompt": prompt,
                "promptIds": ids,
                "newIds": new_ids,
                "response": response,
                "smallestLead": lead,
            }
        )
    write(options, records)
    return {
        "generated": str(out(options, ".json")),
        "rows": len(records),
        "smallestLead": min(r["smallestLead"] for r in records),
    }


def booster(options):
    """Gradients at the start and weights after --steps with Booster and with SFT, from an adapter or the full model; in float64 too."""
    booster_math.ADAMW.update(lr=options.learning_rate, weight_decay=options.weight_decay)
    batches, is_trainable = read_training(options)
    work = (lambda: load(options), is_trainable, batches["alignment"], batches["harmful"], options.alpha, options.lam)
    numbers, tensors = goldens.booster_goldens(*work)
    save_file(tensors | goldens.exact_goldens(*work), out(options, ".safetensors"))
    write(options, {"train": options.train, "adamw": booster_math.ADAMW, **batches, **numbers})
    return {"tensors": str(out(options, ".safetensors")), **numbers["gradients"]}


def methods(options):
    """The gradient of every method's first step, from an adapter or the full model."""
    batches, is_trainable = read_training(options)
    settings, tensors = methods_parity.method_goldens(lambda: load(options), is_trainable, batches)
    save_file({name: tensor.detach().contiguous().clone() for name, tensor in tensors.items()}, out(options, ".safetensors"))
    write(options, {"settings": settings, **batches})
    return {"tensors": str(out(options, ".safetensors"))}


def read_training(options):
    """Batches of the alignment and the harmful set, and which weights are trained."""
    tokenizer = load_tokenizer(options.folder)
    batches = {
        kind: read_batches(
            tokenizer, options.folder / "data" / f"{kind}.jsonl" if path is None else path, options, options.steps, size
        )
        for kind, path, size in (
            ("alignment", options.data, options.batch_size),
            ("harmful", options.harmful, options.harmful_batch_size),
        )
    }
    is_lora = options.train == "lora"
    if is_lora and options.adapter is None:
        options.adapter = options.folder / "adapter"
    if not is_lora and options.adapter is not None:
        raise SystemExit("--adapter goes with --train lora")
    return batches, goldens.is_lora if is_lora else goldens.is_not_embedding


def compare(options):
    return parity_compare.compare_tensors(options.ours, options.reference, options.prefix)


def compare_logits(options):
    return parity_compare.compare_logits(options.ours, options.reference)


def compare_weights(options):
    return parity_compare.compare_weights(options.ours, options.reference, options.what)


def load(options):
    """The model in float32, with the adapter if one is given."""
    model = random_models.load_model(options.folder)
    return model if options.adapter is None else PeftModel.from_pretrained(model, options.adapter).eval()


def load_tokenizer(folder):
    """tokenizer.json as it stands. AutoTokenizer would put Qwen2's own byte-level split in place of the file's."""
    return PreTrainedTokenizerFast.from_pretrained(folder)


def read_rows(path, count):
    lines = [line for line in Path(path).read_text(encoding="utf8").splitlines() if line.strip()]
    if len(lines) < count:
        raise SystemExit(f"{path}: {count} rows are needed, found {len(lines)}")
    return [json.loads(line) for line in lines[:count]]


def read_batches(tokenizer, path, options, steps, size):
    template = templates.load_templates()[options.template]
    rows = read_rows(path, steps * size)
    encoded = [templates.encode_example(tokenizer, template, row, options.max_length) for row in rows]
    return [templates.pad_batch(encoded[s * size : (s + 1) * size], tokenizer.pad_token_id) for s in range(steps)]


def out(options, suffix):
    options.out.parent.mkdir(parents=True, exist_ok=True)
    return options.out.parent / (options.out.name + suffix)


def write(options, value):
    out(options, ".json").write_text(json.dumps(value))


COMMANDS = {
    "make": make,
    "logits": logits,
    "generate": generate,
    "booster": booster,
    "methods": methods,
    "check-adapter": check_adapter,
    "check-merged": check_merged,
    "compare": compare,
    "compare-logits": compare_logits,
    "compare-weights": compare_weights,
}


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    commands = parser.add_subparsers(dest="command", required=True)
    making = commands.add_parser("make")
    making.add_argument("folder", type=Path)
    parity_make.add_options(making)
    for name in ("logits", "generate", "booster", "methods", "check-adapter", "check-merged"):
        command = commands.add_parser(name)
        command.add_argument("folder", type=Path)
        if name == "check-adapter":
            command.add_argument("exported", type=Path, help="the PEFT folder that our engine wrote")
        add_run_options(command, name)
    for name in ("compare", "compare-logits", "compare-weights"):
        command = commands.add_parser(name)
        command.add_argument("ours", type=Path)
        command.add_argument("reference", type=Path)
        if name == "compare":
            command.add_argument("--prefix", default="")
        if name == "compare-weights":
            command.add_argument("--what", choices=["afterBooster", "afterSft"], default="afterBooster")
    options = parser.parse_args()
    if options.command in ("logits", "generate", "check-adapter", "check-merged") and options.data is None:
        options.data = options.folder / "data" / "test.jsonl"
    return options


def add_run_options(command, name):
    command.add_argument("--out", type=Path, required=True, help="path without suffix")
    command.add_argument(
        "--data", type=Path, help="JSONL file (default: data/test.jsonl, for booster and methods data/alignment.jsonl)"
    )
    command.add_argument("--template", choices=sorted(templates.load_templates()), default="plain")
    command.add_argument("--max-length", type=int, default=256)
    if name in ("logits", "generate", "booster", "methods"):
        command.add_argument("--adapter", type=Path, help="PEFT folder")
    if name not in ("booster", "methods"):
        command.add_argument("--rows", type=int, default=8, help="the first rows of the file")
    if name in ("logits", "check-adapter", "check-merged"):
        command.add_argument("--reference", type=Path, help="another run's OUT.safetensors to compare the logits with")
    if name == "generate":
        command.add_argument("--max-new-tokens", type=int, default=32)
    if name in ("booster", "methods"):
        command.add_argument("--harmful", type=Path, help="JSONL file (default: data/harmful.jsonl)")
        command.add_argument("--train", choices=["lora", "full"], default="lora")
        command.add_argument("--steps", type=int, default=5)
        command.add_argument("--batch-size", type=int, default=10)
        command.add_argument("--harmful-batch-size", type=int, default=10)
        command.add_argument("--alpha", type=float, default=0.1)
        command.add_argument("--lambda", dest="lam", type=float, default=5.0)
        command.add_argument("--learning-rate", type=float, default=5e-4)
        command.add_argument("--weight-decay", type=float, default=0.1)


if __name__ == "__main__":
    main()
