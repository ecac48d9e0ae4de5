"""Sub-word tokenizers trained on invented words, in the three shapes that Llama and Qwen2 models use."""

import json
import random

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
from transformers import PreTrainedTokenizerFast

import words

# The split that Llama 3 and Qwen2 tokenizer files carry (Qwen2 splits digits one by one, Llama 3 in threes).
SPLIT = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}%s| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)

PARITY_STRINGS = [
    "",
    " ",
    "bado",
    " bado",
    "bado ",
    "  bado  kele",
    "bado kele mumi",
    "Bado KELE",
    "bado\nkele",
    "bado\n\nkele\n",
    "\tbado\r\nkele",
    "bado, kele! (mumi) - zo?",
    "12 345 6789",
    "it's we'll kele's",
    "caf\u00e9 cafe\u0301",
    "\u00fcber stra\u00dfe",
    "\u4f60\u597d\u4e16\u754c",
    "\U0001f600 bado \U0001f468\u200d\U0001f469\u200d\U0001f467",
    "\u0394\u03bb \u0436\u0443\u043a \u05d0\u05d1",
    "\u00a0bado\u2003kele",
    "<s>bado</s>",
    "bado</s>",
    "<s> bado </s> kele",
    "a<|lano|>b",
    "</s></s>",
    "<unk>",
    "### Instruction:\nbado kele\n\n### Response:\n",
    "bado" * 12,
    "x" * 40,
    "    four spaces",
    "\u200bbado",
    "\u2581bado",
]


def corpus(seed):
    rng = random.Random(seed)
    pool = words.invented_words(160, seed)
    return [" ".join(rng.choices(pool, k=12)) + rng.choice([".", "!\n", ", 12", "?"]) for _ in range(400)]


def gpt2_style(seed, size):
    """Byte-level BPE with GPT-2's split inside ByteLevel, no bos."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    return _byte_level(tokenizer, seed, size)


def qwen2_style(seed, size):
    """Byte-level BPE with NFC and the Qwen2 split, no bos."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.normalizer = normalizers.NFC()
    tokenizer.pre_tokenizer = _split_then_bytes("")
    return _byte_level(tokenizer, seed, size)


def llama3_style(seed, size):
    """Byte-level BPE with the Llama 3 split; <s> is put in front."""
    tokenizer = Tokenizer(models.BPE(ignore_merges=True))
    tokenizer.pre_tokenizer = _split_then_bytes("{1,3}")
    _byte_level_train(tokenizer, seed, size)
    start = [("<s>", tokenizer.token_to_id("<s>"))]
    tokenizer.post_processor = processors.Sequence(
        [
            processors.ByteLevel(trim_offsets=False),
            processors.TemplateProcessing(single="<s> $A", pair="<s> $A <s> $B", special_tokens=start),
        ]
    )
    return _wrap(tokenizer)


def llama2_style(seed, size):
    """SentencePiece-like BPE with byte fallback, as Llama 2 files carry it; <s> is put in front."""
    trainer = trainers.BpeTrainer(
        vocab_size=size - 256, special_tokens=["<unk>", "<s>", "</s>"], show_progress=False, initial_alphabet=["\u2581"]
    )
    plain = Tokenizer(models.BPE(unk_token="<unk>"))
    space = normalizers.Sequence([normalizers.Prepend("\u2581"), normalizers.Replace(" ", "\u2581")])
    plain.normalizer = space
    plain.pre_tokenizer = pre_tokenizers.Split("\u2581", "merged_with_next")
    plain.train_from_iterator(corpus(seed), trainer)
    vocab, merges = _with_byte_tokens(plain)
    tokenizer = Tokenizer(models.BPE(vocab=vocab, merges=merges, unk_token="<unk>", fuse_unk=True, byte_fallback=True))
    tokenizer.normalizer = space
    tokenizer.add_special_tokens([AddedToken(token, normalized=False) for token in ("<unk>", "<s>", "</s>")])
    tokenizer.decoder = decoders.Sequence(
        [decoders.Replace("\u2581", " "), decoders.ByteFallback(), decoders.Fuse(), decoders.Strip(" ", 1, 0)]
    )
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A", pair="<s> $A <s> $B", special_tokens=[("<s>", tokenizer.token_to_id("<s>"))]
    )
    return _wrap(tokenizer, unk_token="<unk>")


STYLES = {"gpt2": gpt2_style, "qwen2": qwen2_style, "llama3": llama3_style, "llama2": llama2_style}


def parity_cases(tokenizer):
    """Per string: ids with and without the tokenizer's own special tokens, and the text that the ids decode to."""
    cases = []
    for text in PARITY_STRINGS:
        with_special = tokenizer(text, add_special_tokens=True)["input_ids"]
        plain = tokenizer(text, add_special_tokens=False)["input_ids"]
        cases.append(
            {
                "text": text,
                "ids": with_special,
                "idsWithoutSpecial": plain,
                "decoded": tokenizer.decode(with_special, skip_special_tokens=False),
                "decodedSkipSpecial": tokenizer.decode(with_special, skip_special_tokens=True),
            }
        )
    return cases


def _split_then_bytes(digits):
    return pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(SPLIT % digits), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )


def _byte_level_train(tokenizer, seed, size):
    trainer = trainers.BpeTrainer(
        vocab_size=size,
        special_tokens=["<unk>", "<s>", "</s>", "<|lano|>"],
        show_progress=False,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
    )
    tokenizer.train_from_iterator(corpus(seed), trainer)
    tokenizer.decoder = decoders.ByteLevel()


def _byte_level(tokenizer, seed, size):
    _byte_level_train(tokenizer, seed, size)
    tokenizer.post_processor = processors.ByteLevel(trim_offsets=False)
    return _wrap(tokenizer)


def _with_byte_tokens(tokenizer):
    """The trained vocabulary with <0x00> to <0xFF> behind the three special tokens, and its merges."""
    trained = sorted(tokenizer.get_vocab().items(), key=lambda item: item[1])
    names = [name for name, _ in trained]
    ordered = names[:3] + [f"<0x{byte:02X}>" for byte in range(256)] + names[3:]
    merges = json.loads(tokenizer.to_str())["model"]["merges"]
    return {name: index for index, name in enumerate(ordered)}, [tuple(merge) for merge in merges]


def _wrap(tokenizer, **extra):
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        bos_token="<s>",
        eos_token="</s>",
        pad_token="</s>",
        clean_up_tokenization_spaces=False,
        **extra,
    )
