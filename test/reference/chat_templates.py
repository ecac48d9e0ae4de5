"""Small tokenizers with chat templates in four shapes, and what apply_chat_template makes of conversations.

`node scripts/python-env.mjs test/reference/chat_templates.py` writes them alone; make_fixtures.py writes them with everything else.
"""

from pathlib import Path

from tokenizers import AddedToken, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors
from transformers import PreTrainedTokenizerFast

import byte_tokenizers
import fixture_parts

ROOT = Path(__file__).parent.parent / "fixtures" / "reference"

LLAMA3 = """\
{%- for message in messages %}
    {%- if loop.first %}{{ bos_token }}{% endif %}
    {{- "<|start_header_id|>" ~ message["role"] ~ "<|end_header_id|>\\n\\n" ~ (message["content"] | trim) ~ "<|eot_id|>" }}
{%- endfor %}
{%- if add_generation_prompt %}
    {{- "<|start_header_id|>assistant<|end_header_id|>\\n\\n" }}
{%- endif %}
"""

CHATML = """\
{%- if messages[0].role == "system" %}
    {%- set preface, rest = messages[0].content, messages[1:] %}
{%- else %}
    {%- set preface, rest = "You speak in invented words.", messages %}
{%- endif %}
{{- "<|im_start|>system\\n" + preface + "<|im_end|>\\n" }}
{%- for message in rest if message.role != "system" %}
    {{- "<|im_start|>" + message.role + "\\n" + message.content + "<|im_end|>" }}{{ "\\n" }}
{%- endfor %}
{%- if add_generation_prompt %}
    {{- "<|im_start|>assistant\\n" }}
{%- endif %}
"""

GEMMA = """\
{{ bos_token }}
{%- if messages[0]["role"] == "system" %}{{ raise_exception("There is no system role") }}{% endif %}
{%- for message in messages %}
    {%- if (message["role"] == "user") != (loop.index0 % 2 == 0) %}
        {{- raise_exception("Roles must take turns") }}
    {%- endif %}
    {%- set role = "model" if message["role"] == "assistant" else message["role"] %}
    {{- "<start_of_turn>" + role + "\\n" + message["content"] | trim + "<end_of_turn>\\n" }}
{%- endfor %}
{%- if add_generation_prompt %}{{ "<start_of_turn>model\\n" }}{% endif %}
"""

MISTRAL = """\
{%- set ns = namespace(preface="") %}
{{- bos_token }}
{%- for message in messages %}
    {%- if message.role == "system" %}
        {%- set ns.preface = message.content ~ "\\n\\n" %}
    {%- elif message.role == "user" %}
        {{- "[INST] " ~ ns.preface ~ message.content ~ " [/INST]" }}
        {%- set ns.preface = "" %}
    {%- elif message.role == "assistant" %}
        {{- " " ~ message.content ~ eos_token }}
    {%- endif %}
{%- endfor %}
"""


def byte_level(special, bos, eos):
    """Byte-level BPE that puts its bos in front by itself, so that a chat template's own bos would come twice."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = byte_tokenizers._split_then_bytes("{1,3}")
    byte_tokenizers._byte_level_train(tokenizer, seed=61, size=340)
    tokenizer.add_special_tokens([AddedToken(token, normalized=False) for token in special])
    if bos is not None:
        tokenizer.post_processor = processors.TemplateProcessing(
            single=f"{bos} $A", pair=f"{bos} $A {bos} $B", special_tokens=[(bos, tokenizer.token_to_id(bos))]
        )
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, bos_token=bos, eos_token=eos, pad_token=eos, clean_up_tokenization_spaces=False
    )


def sentence_piece(special, bos, eos, style):
    """BPE with byte fallback as Gemma and Mistral files carry it: their own steps around the same vocabulary."""
    trained = byte_tokenizers.llama2_style(seed=62, size=420).backend_tokenizer
    tokenizer = trained
    if style == "gemma":
        tokenizer.normalizer = normalizers.Replace(" ", "\u2581")
        tokenizer.pre_tokenizer = pre_tokenizers.Split(" ", "merged_with_previous")
        tokenizer.decoder = decoders.Sequence([decoders.Replace("\u2581", " "), decoders.ByteFallback(), decoders.Fuse()])
    else:
        tokenizer.normalizer = None
        tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="\u2581", prepend_scheme="first", split=False)
    tokenizer.add_special_tokens([AddedToken(token, normalized=False) for token in (bos, eos, *special)])
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{bos} $A", pair=f"{bos} $A {bos} $B", special_tokens=[(bos, tokenizer.token_to_id(bos))]
    )
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        bos_token=bos,
        eos_token=eos,
        pad_token=eos,
        unk_token="<unk>",
        clean_up_tokenization_spaces=False,
    )


# (tokenizer, template, whether it stands in a file of its own instead of tokenizer_config.json)
STYLES = {
    "llama3": (
        lambda: byte_level(
            ["<|begin_of_text|>", "<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>"], "<|begin_of_text|>", "<|eot_id|>"
        ),
        LLAMA3,
        False,
    ),
    "chatml": (lambda: byte_level(["<|im_start|>", "<|im_end|>"], None, "<|im_end|>"), CHATML, True),
    "gemma": (
        lambda: sentence_piece(["<start_of_turn>", "<end_of_turn>"], "<bos>", "<eos>", "gemma"),
        GEMMA,
        True,
    ),
    "mistral": (lambda: sentence_piece(["[INST]", "[/INST]"], "<s>", "</s>", "mistral"), MISTRAL, False),
}

ROWS = [
    {"instruction": "bado kele", "input": None, "output": "mumi zo"},
    {"instruction": "  bado kele?  ", "input": "12 fali", "output": "Mumi, zo!\nbado."},
    {"instruction": "caf\u00e9 \u4f60\u597d {{ bado }}", "input": None, "output": "{% kele %} </s> \U0001f600"},
    {"instruction": "bado\n\nkele", "input": None, "output": "\n\nmumi"},
]
SYSTEM = "Say bado."


def write_chat_templates(root):
    """Writes chat/STYLE below `root`: the tokenizer's files and cases.json."""
    for style, (build, template, is_own_file) in STYLES.items():
        folder = Path(root) / "chat" / style
        tokenizer = build()
        tokenizer.chat_template = template
        tokenizer.save_pretrained(folder, save_jinja_files=is_own_file)
        cases = [case(tokenizer, row, system) for row in ROWS for system in (None, SYSTEM)]
        fixture_parts.write_json(folder / "cases.json", cases)


def case(tokenizer, row, system):
    """Texts and ids of one row, or the reason for which the template refuses it."""
    user = row["instruction"] if row["input"] is None else row["instruction"] + "\n" + row["input"]
    messages = [{"role": "user", "content": user}]
    if system is not None:
        messages.insert(0, {"role": "system", "content": system})
    whole = [*messages, {"role": "assistant", "content": row["output"]}]
    result = {"row": row, "systemPrompt": system}
    try:
        for name, conversation, opens in (("prompt", messages, True), ("whole", whole, False)):
            options = {"add_generation_prompt": opens}
            result[name] = tokenizer.apply_chat_template(conversation, tokenize=False, **options)
            result[f"{name}Ids"] = tokenizer.apply_chat_template(conversation, return_dict=False, **options)
    except Exception as error:
        result["refusal"] = str(error)
    return result


if __name__ == "__main__":
    write_chat_templates(ROOT)
