"""Invented words, word-level tokenizers and JSONL rows made of them. Nothing here means anything."""

import random

from tokenizers import Tokenizer, models, pre_tokenizers, processors
from transformers import PreTrainedTokenizerFast

SPECIAL = ["[PAD]", "[UNK]", "<s>", "</s>"]
PAD, UNK, BOS, EOS = range(4)

# The words and marks of the Alpaca templates, so that a rendered prompt is not all [UNK].
TEMPLATE_WORDS = (
    "Below is an instruction that describes a task . , paired with input provides further context "
    "Write response appropriately completes the request ### Instruction : Input Response"
).split()


def invented_words(count, seed):
    """`count` different words of two to four consonant-vowel syllables."""
    rng = random.Random(seed)
    words = {}
    while len(words) < count:
        syllables = rng.choice([2, 2, 3, 3, 4])
        words["".join(rng.choice("bdfgklmnprstvz") + rng.choice("aeiou") for _ in range(syllables))] = None
    return list(words)


def vocabulary(size, seed):
    """Special tokens, template words and invented words: exactly `size` tokens, the id is the place in the list."""
    fixed = SPECIAL + (TEMPLATE_WORDS if size >= 64 else [])
    return fixed + invented_words(size - len(fixed), seed)


def word_tokenizer(words, adds_bos):
    """A WordLevel + Whitespace tokenizer over `words`; with `adds_bos` its post-processor puts <s> in front."""
    tokenizer = Tokenizer(models.WordLevel({word: index for index, word in enumerate(words)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    if adds_bos:
        tokenizer.post_processor = processors.TemplateProcessing(
            single="<s> $A", pair="<s> $A <s> $B", special_tokens=[("<s>", BOS)]
        )
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        pad_token="[PAD]",
        unk_token="[UNK]",
        bos_token="<s>",
        eos_token="</s>",
        clean_up_tokenization_spaces=False,
    )


def invented_rows(words, count, seed, longest=12):
    """JSONL rows {"instruction", "output"} of random invented words, 2 to `longest` words each."""
    rng = random.Random(seed)
    pool = [word for word in words if word not in SPECIAL and word not in TEMPLATE_WORDS]
    text = lambda: " ".join(rng.choices(pool, k=rng.randint(2, longest)))  # noqa: E731
    return [{"instruction": text(), "output": text()} for _ in range(count)]
