"""Builds a folder for the parity check: a random model, its tokenizer, a random adapter and JSONL data."""

import json

import torch

import random_models
import words


def add_options(parser):
    parser.add_argument("--family", choices=sorted(random_models.FAMILIES), required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--hidden", type=int, default=48)
    parser.add_argument("--layers", type=int, default=3)
    parser.add_argument("--heads", type=int, default=6)
    parser.add_argument("--kv", type=int, default=2, help="key-value heads")
    parser.add_argument("--vocab", type=int, default=200)
    parser.add_argument("--intermediate", type=int, help="default: 2.75 times hidden, rounded to 8")
    parser.add_argument("--head-dim", type=int, help="default: hidden / heads")
    parser.add_argument("--window", type=int, help="sliding window of Mistral, Gemma 2 and half of the layers of Qwen")
    parser.add_argument("--tied", action="store_true", help="output layer tied to the embeddings")
    parser.add_argument("--rope", choices=["default", "llama3"], default="default")
    parser.add_argument("--rope-theta", type=float, default=10000.0)
    parser.add_argument("--dtype", choices=["float32", "bfloat16", "float16"], default="float32", help="as stored")
    parser.add_argument("--shard", default="5GB", help="largest file, such as 40KB")
    parser.add_argument("--old-names", action="store_true", help="config.json with the names of transformers 4")
    parser.add_argument("--bos", action="store_true", help="the tokenizer puts <s> in front")
    parser.add_argument("--rank", type=int, default=8)
    parser.add_argument("--lora-alpha", type=float, default=16)
    parser.add_argument("--targets", default="q_proj,k_proj,v_proj")
    parser.add_argument("--rows", type=int, default=64, help="rows in each data file")
    parser.add_argument("--longest", type=int, default=12, help="most words in an instruction or an output")


def make(folder, options):
    """Writes the model folder, `adapter/` (A and B random) and `data/{alignment,harmful,test}.jsonl`."""
    intermediate = options.intermediate or 8 * round(2.75 * options.hidden / 8)
    model = random_models.random_model(
        options.family,
        options.seed,
        vocab=options.vocab,
        hidden=options.hidden,
        layers=options.layers,
        heads=options.heads,
        kv=options.kv,
        intermediate=intermediate,
        tied=options.tied,
        head_dim=options.head_dim,
        rope=random_models.LLAMA3_ROPE if options.rope == "llama3" else None,
        rope_theta=options.rope_theta,
        window=options.window,
    )
    model.to(getattr(torch, options.dtype)).save_pretrained(folder, max_shard_size=options.shard)
    if options.old_names:
        random_models.use_old_names(folder / "config.json")
    vocabulary = words.vocabulary(options.vocab, options.seed)
    words.word_tokenizer(vocabulary, options.bos).save_pretrained(folder)
    adapted = random_models.random_adapter(
        random_models.load_model(folder), options.seed + 1, options.rank, options.lora_alpha, options.targets.split(",")
    )
    random_models.save_adapter(adapted, folder / "adapter", folder.name)
    (folder / "data").mkdir(exist_ok=True)
    for offset, name in enumerate(("alignment", "harmful", "test")):
        rows = words.invented_rows(vocabulary, options.rows, options.seed + 10 + offset, options.longest)
        text = "".join(json.dumps(row) + "\n" for row in rows)
        (folder / "data" / f"{name}.jsonl").write_text(text)
    return {"folder": str(folder), "parameters": sum(p.numel() for p in model.parameters()), "rows": options.rows}
