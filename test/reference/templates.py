"""Prompt templates and label masking (paper.md 4.2). The template texts are the parameter file templates.json."""

import json
from pathlib import Path

TEMPLATES_PATH = Path(__file__).parent.parent / "fixtures" / "reference" / "templates.json"
IGNORED = -100


def load_templates():
    return json.loads(TEMPLATES_PATH.read_text())["templates"]


def render_prompt(template, row):
    """The text the model sees before the answer; `promptWithInput` is used when the row has a non-empty input."""
    form = template["promptWithInput"] if row.get("input") else template["prompt"]
    # One pass over the form, so that braces inside a row are never taken for a field.
    for name in ("instruction", "input"):
        form = form.replace("{" + name + "}", "\0" + name + "\0")
    parts = form.split("\0")
    return "".join(row[part] if index % 2 else part for index, part in enumerate(parts))


def encode_example(tokenizer, template, row, max_length):
    """Token ids and labels of one row: prompt + output + eos, cut on the right; the prompt's own length is masked."""
    prompt = render_prompt(template, row)
    ids = tokenizer(prompt + row["output"] + tokenizer.eos_token, truncation=True, max_length=max_length)["input_ids"]
    masked = len(tokenizer(prompt, truncation=True, max_length=max_length)["input_ids"])
    return ids, [IGNORED] * min(masked, len(ids)) + ids[masked:]


def pad_batch(examples, pad_id):
    """Right-padded batch of (ids, labels) pairs: {"input_ids", "labels", "attention_mask"} as lists."""
    longest = max(len(ids) for ids, _ in examples)
    fill = lambda values, filler: values + [filler] * (longest - len(values))  # noqa: E731
    return {
        "input_ids": [fill(ids, pad_id) for ids, _ in examples],
        "labels": [fill(labels, IGNORED) for _, labels in examples],
        "attention_mask": [fill([1] * len(ids), 0) for ids, _ in examples],
    }
