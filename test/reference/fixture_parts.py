"""Parts of the fixtures that every model has: a random batch, logits, losses and greedy text."""

import json
import random

from peft import PeftModel
from safetensors.torch import save_file

import goldens
import random_models
import templates
import words

VOCAB = 96


def forward_goldens(root, name, folder, extra=None):
    """Writes golden/NAME.json and .safetensors: logits, losses and greedy text, with and without the folder's adapter."""
    model = random_models.load_model(folder)
    adapted = PeftModel.from_pretrained(random_models.load_model(folder), folder / "adapter").eval()
    batch = random_batch(random.Random(name), lengths=(12, 7, 9))
    logits, loss, rows = goldens.logits_and_losses(model, batch)
    lora_logits, lora_loss, lora_rows = goldens.logits_and_losses(adapted, batch)
    save_file({"logits": logits, "loraLogits": lora_logits}, root / "golden" / f"{name}.safetensors")
    write_json(
        root / "golden" / f"{name}.json",
        {
            "inputIds": batch["input_ids"],
            "lengths": [sum(mask) for mask in batch["attention_mask"]],
            "labels": batch["labels"],
            "loss": loss,
            "rows": rows,
            "loraLoss": lora_loss,
            "loraRows": lora_rows,
            "eos": words.EOS,
            "pad": words.PAD,
            "maxNewTokens": 16,
            "greedy": greedy_cases(model, seed=1),
            "loraGreedy": greedy_cases(adapted, seed=2),
            **(extra or {}),
        },
    )


def greedy_cases(model, seed):
    """Two prompts whose text stops at eos and two that run to the end, none near a tie."""
    rng = random.Random(seed)
    wanted = {True: 2, False: 2}
    cases = []
    for _ in range(600):
        prompt = [words.BOS] + [rng.randrange(4, VOCAB) for _ in range(rng.randint(2, 9))]
        new_ids, lead = goldens.greedy(model, prompt, 16)
        stops = new_ids[-1] == words.EOS
        if lead < 0.02 or wanted[stops] == 0:
            continue
        wanted[stops] -= 1
        cases.append({"promptIds": prompt, "newIds": new_ids, "stopsAtEos": stops, "smallestLead": lead})
        if sum(wanted.values()) == 0:
            return cases
    raise SystemExit(f"no prompts of both kinds found: {wanted} left")


def random_batch(rng, lengths):
    """Right-padded random ids; the first two to four labels of each row are masked, as a prompt would be."""
    examples = []
    for length in lengths:
        ids = [words.BOS] + [rng.randrange(4, VOCAB) for _ in range(length - 1)]
        masked = rng.randint(2, 4)
        examples.append((ids, [templates.IGNORED] * masked + ids[masked:]))
    return templates.pad_batch(examples, words.PAD)


def write_json(path, value):
    """Readable JSON: one line per entry of the outermost value, so that a diff names what changed."""
    dump = lambda part: json.dumps(part, ensure_ascii=True)  # noqa: E731
    if isinstance(value, dict):
        lines = [f"  {dump(key)}: {dump(part)}" for key, part in value.items()]
        text = "{\n" + ",\n".join(lines) + "\n}\n"
    else:
        text = "[\n" + ",\n".join(f"  {dump(part)}" for part in value) + "\n]\n"
    path.write_text(text)
