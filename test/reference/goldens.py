"""Golden values of a model: logits, losses, greedy text, Booster gradients and weights after some AdamW steps."""

import torch

import booster_math
import float64


def as_tensors(batch):
    return {name: torch.tensor(batch[name]) for name in ("input_ids", "attention_mask", "labels")}


def logits_and_losses(model, batch):
    """Logits [B,T,V], the Hugging Face loss over the batch, and per row the loss and label log-probabilities.

    A label's log-probability is that of labels[t] given input_ids[:t]; rows list them in order of t.
    """
    tensors = as_tensors(batch)
    with torch.no_grad():
        output = model(**tensors)
    log_probabilities = output.logits.float().log_softmax(-1)
    rows = []
    for row, labels in enumerate(batch["labels"]):
        picked = [
            log_probabilities[row, t - 1, label].item() for t, label in enumerate(labels) if t > 0 and label != -100
        ]
        rows.append({"loss": -sum(picked) / len(picked) if picked else None, "logProbabilities": picked})
    return output.logits.float().contiguous(), output.loss.item(), rows


def greedy(model, prompt_ids, max_new_tokens):
    """New token ids of `generate` for one prompt (no sampling, KV cache, stops after eos) and the smallest lead of the
    best logit over the second best, so that a reader knows how close to a tie the text is."""
    ids = torch.tensor([prompt_ids])
    output = model.generate(
        input_ids=ids,
        attention_mask=torch.ones_like(ids),
        do_sample=False,
        num_beams=1,
        use_cache=True,
        max_new_tokens=max_new_tokens,
        return_dict_in_generate=True,
        output_logits=True,
    )
    leads = [torch.topk(step[0].float(), 2).values for step in output.logits]
    new_ids = output.sequences[0, len(prompt_ids) :].tolist()
    return new_ids, min((best - second).item() for best, second in leads)


def trainable_parameters(model, is_trainable):
    """Names and tensors to train, all others frozen. A tied tensor has one name, as in `named_parameters`."""
    chosen = []
    for name, parameter in model.named_parameters():
        parameter.requires_grad_(is_trainable(name))
        if parameter.requires_grad:
            chosen.append((saved_name(name), parameter))
    return [name for name, _ in chosen], [parameter for _, parameter in chosen]


def saved_name(name):
    """The name a tensor has in the file that save_pretrained writes (peft leaves its adapter's name out)."""
    return name.replace(".default.", ".")


def is_lora(name):
    return "lora_" in name


def is_not_embedding(name):
    """Full training with frozen embeddings: the token embeddings, and an output layer tied to them, stay."""
    return "embed_tokens" not in name and "wte" not in name


def booster_goldens(make_model, is_trainable, alignment, harmful, alpha, lam):
    """Gradients at the start, and weights after one AdamW step per batch with Booster and with SFT.

    `make_model` gives a fresh model, `alignment` and `harmful` hold one batch per step; step 0 gives the gradients.
    Returns (numbers, tensors); a tensor's key is `<what>/<name in the saved file>`.
    """

    def prepare():
        model = make_model()
        names, parameters = trainable_parameters(model, is_trainable)
        closures = [
            (lambda b=as_tensors(a): model(**b).loss, lambda b=as_tensors(h): model(**b).loss)
            for a, h in zip(alignment, harmful)
        ]
        return names, parameters, closures

    names, parameters, closures = prepare()
    tensors = {f"initial/{name}": p.detach().clone() for name, p in zip(names, parameters)}
    first = booster_math.booster_gradient(parameters, *closures[0], alpha, lam)
    for what, values in first.pop("tensors").items():
        tensors |= {f"{what}/{name}": value.detach().clone() for name, value in zip(names, values)}
    numbers = {"alpha": alpha, "lambda": lam, "trainable": names, "gradients": first}
    for method in ("booster", "sft"):
        names, parameters, closures = prepare()
        numbers[method] = booster_math.train(parameters, closures, method, alpha, lam)
        what = f"after{method.capitalize()}"
        tensors |= {f"{what}/{name}": p.detach().clone() for name, p in zip(names, parameters)}
    return numbers, tensors


def exact_goldens(make_model, is_trainable, alignment, harmful, alpha, lam):
    """What booster_goldens gives, computed in float64: the gradients `exactGradF` and `exactCombined` of the first step, and
    `exactChange`, how Booster's steps change the weights. Their rounding to float32 comes last."""
    with float64.kept_wide():
        _, found = booster_goldens(lambda: make_model().double(), is_trainable, alignment, harmful, alpha, lam)
    names = [key.removeprefix("initial/") for key in found if key.startswith("initial/")]
    exact = {
        "exactGradF": lambda name: found[f"gradF/{name}"],
        "exactCombined": lambda name: found[f"combined/{name}"],
        "exactChange": lambda name: found[f"afterBooster/{name}"] - found[f"initial/{name}"],
    }
    return {f"{what}/{name}": value(name).to(torch.float32) for what, value in exact.items() for name in names}
