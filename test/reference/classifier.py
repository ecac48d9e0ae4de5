"""A small random moderation model in beaver-dam's layout, and what transformers computes with it.

`node scripts/python-env.mjs test/reference/classifier.py` writes it alone; make_fixtures.py writes it with everything else.
"""

import json
import math
from pathlib import Path

import torch
from transformers import AutoModelForSequenceClassification, LlamaConfig, LlamaForSequenceClassification

import words

# paper.md 1.2: the judge's conversation format; the answer follows at once, then eos.
CONVERSATION = "BEGINNING OF CONVERSATION: USER: {question} ASSISTANT:{answer}"
LONGEST = 256
CATEGORIES = [f"category_{index}" for index in range(14)]
CONVERSATION_WORDS = "BEGINNING OF CONVERSATION : USER ASSISTANT".split()
NAME = "llama-moderation"


def write_classifier(root):
    """Writes models/llama-moderation and golden/llama-moderation.json below `root`."""
    folder = Path(root) / "models" / NAME
    vocabulary = words.SPECIAL + CONVERSATION_WORDS + words.invented_words(54, seed=41)
    tokenizer = words.word_tokenizer(vocabulary, adds_bos=True)
    model = random_classifier(len(vocabulary), seed=42)
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    # The loader's way, as the reference judges.
    model = AutoModelForSequenceClassification.from_pretrained(
        folder, dtype=torch.float32, attn_implementation="eager"
    ).eval()
    cases = [judge(model, tokenizer, question, answer) for question, answer in pairs(vocabulary)]
    # All cases in one padded batch: padding must not change what is pooled.
    batch = tokenizer(
        [case["text"] for case in cases], max_length=LONGEST, truncation=True, padding=True, return_tensors="pt"
    )
    with torch.no_grad():
        together = model(**batch).logits
    alone = torch.tensor([case["logits"] for case in cases])
    assert torch.allclose(together, alone, atol=1e-5), (together - alone).abs().max()
    golden = {"categories": CATEGORIES, "longest": LONGEST, "cases": cases}
    lines = ",\n".join(f"    {json.dumps(case)}" for case in cases)
    head = json.dumps({key: value for key, value in golden.items() if key != "cases"})[1:-1]
    (Path(root) / "golden").mkdir(parents=True, exist_ok=True)
    (Path(root) / "golden" / f"{NAME}.json").write_text(f'{{\n  {head},\n  "cases": [\n{lines}\n  ]\n}}\n')


def random_classifier(vocab, seed):
    config = LlamaConfig(
        vocab_size=vocab,
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=4,
        intermediate_size=48,
        max_position_embeddings=512,
        rms_norm_eps=1e-5,
        num_labels=len(CATEGORIES),
        problem_type="multi_label_classification",
        id2label=dict(enumerate(CATEGORIES)),
        label2id={name: index for index, name in enumerate(CATEGORIES)},
        pad_token_id=words.PAD,
        bos_token_id=words.BOS,
        eos_token_id=words.EOS,
    )
    model = LlamaForSequenceClassification(config)
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            noise = torch.randn(parameter.shape, generator=generator)
            parameter.copy_(1 + 0.1 * noise if "norm" in name else 1.1 / math.sqrt(32) * noise)
        # The categories lean the same way, so that some answers are flagged in several and others in none.
        head = model.score.weight
        shared = torch.randn(head.shape[1], generator=generator)
        head.copy_(0.2 * head - 0.12 * shared)
    return model.eval()


def pairs(vocabulary):
    """Questions and answers of many lengths: some beyond the limit, one empty, two with the pad token's text, once as the last token."""
    rows = words.invented_rows(vocabulary, 8, seed=43, longest=20)
    found = [(row["instruction"], row["output"]) for row in rows]
    long = " ".join(row["output"] for row in words.invented_rows(vocabulary, 60, seed=44, longest=14))
    return [
        *found,
        (rows[0]["instruction"], ""),
        (rows[1]["instruction"], long),
        (long, rows[2]["output"]),
        (rows[3]["instruction"], "[PAD]"),
        (rows[4]["instruction"], rows[4]["output"] + " [PAD]" * LONGEST),
    ]


def judge(model, tokenizer, question, answer):
    text = CONVERSATION.format(question=question, answer=answer) + tokenizer.eos_token
    encoded = tokenizer([text], max_length=LONGEST, truncation=True, return_tensors="pt")
    with torch.no_grad():
        logits = model(**encoded).logits[0]
    return {
        "question": question,
        "answer": answer,
        "text": text,
        "ids": encoded["input_ids"][0].tolist(),
        "logits": logits.tolist(),
        "scores": torch.sigmoid(logits).tolist(),
        "flagged": bool((torch.sigmoid(logits) > 0.5).any()),
    }


if __name__ == "__main__":
    write_classifier(Path(__file__).parent.parent / "fixtures" / "reference")
