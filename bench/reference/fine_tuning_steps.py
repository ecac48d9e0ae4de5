"""One training step of the defences of fine-tuning, and of TAR, as paper.md 2.5 to 2.9 states them: PyTorch and autograd hooks.

Each function prepares what its method keeps and returns the step, which takes its number. `data` has the alignment and the harmful
batches: the user's data are the harmful ones, safe data the alignment ones. `method` is the method as our side has it.
"""

import copy

import torch

from defence_steps import decoder_layers, pad, remove
from steps import backward, finish, take_gradients


def lisa(model, trained, optimizer, data, method):
    """Turns of K1 steps on safe data and K2 on the user's, pulled towards the end of the other phase."""
    safe_steps, user_steps = method["alignmentSteps"], method["userSteps"]
    anchors = {"safe": copies(trained), "user": copies(trained)}

    def step(index):
        place = index % (safe_steps + user_steps)
        if place == safe_steps:
            anchors["safe"] = copies(trained)
        if place == 0 and index > 0:
            anchors["user"] = copies(trained)
        is_user = place >= safe_steps
        batches = data["harmful" if is_user else "alignment"]
        loss = backward(model, batches[index % len(batches)])
        with torch.no_grad():
            for parameter, anchor in zip(trained, anchors["safe" if is_user else "user"]):
                parameter.grad.add_(parameter - anchor, alpha=method["rho"])
        finish(trained, optimizer)
        return loss

    return step


def vlguard(model, trained, optimizer, data, method):
    """The user's loss and lambda times the loss on a batch of safe data."""

    def step(index):
        user, safe = (data[kind][index % len(data[kind])] for kind in ("harmful", "alignment"))
        loss = backward(model, user)
        (method["lambda"] * model(**safe).loss).backward()
        finish(trained, optimizer)
        return loss

    return step


def ldifs(model, trained, optimizer, data, method):
    """The user's loss and the distance of the feed-forward outputs from those of a frozen copy, layer by layer below a limit."""
    start = copy.deepcopy(model).requires_grad_(False)

    def outputs_of(which, batch):
        outputs = []
        handles = [
            layer.mlp.register_forward_hook(lambda _m, _i, out: outputs.append(out)) for layer in decoder_layers(which)
        ]
        loss = which(**batch).loss
        remove(handles)
        return loss, outputs

    def step(index):
        batch = data["harmful"][index % len(data["harmful"])]
        with torch.no_grad():
            _, reference = outputs_of(start, batch)
        loss, outputs = outputs_of(model, batch)
        real = batch["attention_mask"].unsqueeze(-1)
        terms = [method["rho"] / 2 * ((o - r) * real).square().sum() for o, r in zip(outputs, reference)]
        (loss + sum(term for term in terms if term.item() < method["layerLimit"])).backward()
        torch.nn.utils.clip_grad_norm_(trained, method["innerClip"])
        finish(trained, optimizer)
        return loss.item()

    return step


def ewc(model, trained, optimizer, data, method):
    """The user's loss and a quadratic pull to the start, weighted by the squared gradients of the safe batches there."""
    start, fisher = copies(trained), [torch.zeros_like(parameter) for parameter in trained]
    for batch in data["alignment"]:
        backward(model, batch)
        fisher = [total + gradient.square() for total, gradient in zip(fisher, take_gradients(trained))]

    def step(index):
        loss = backward(model, data["harmful"][index % len(data["harmful"])])
        with torch.no_grad():
            for parameter, importance, before in zip(trained, fisher, start):
                parameter.grad.add_(importance * (parameter - before), alpha=2 * method["lambda"])
        finish(trained, optimizer)
        return loss

    return step


def tar(model, trained, optimizer, data, method):
    """An adversary's AdamW steps from w, the entropy of the attacked model, and alignment data with held representations."""
    start = copy.deepcopy(model).requires_grad_(False)
    held_out, size, count = (method[name] for name in ("harmfulBatchSize", "adversaryBatchSize", "innerSteps"))
    rates = method["innerLearningRates"]

    def step(index):
        rows = [data["harmful"][(3 * index + part) % len(data["harmful"])] for part in range(3)]
        harmful = stack(rows)
        judged, tamper = slice_rows(harmful, 0, held_out), []
        saved = copies(trained)
        adversary = torch.optim.AdamW(trained, lr=rates[index % len(rates)], weight_decay=0.0)
        for inner in range(count):
            backward(model, slice_rows(harmful, held_out + inner * size, size))
            adversary.step()
            adversary.zero_grad(set_to_none=True)
            if (inner + 1) % method["everySteps"] == 0 or inner + 1 == count:
                (-mean_entropy(model, judged)).backward()
                tamper.append(take_gradients(trained))
        with torch.no_grad():
            for parameter, value in zip(trained, saved):
                parameter.copy_(value)
        loss = retain(model, start, data["alignment"][index % len(data["alignment"])], method)
        with torch.no_grad():
            for place, parameter in enumerate(trained):
                parameter.grad.mul_(method["retainWeight"])
                for gradients in tamper:
                    parameter.grad.add_(gradients[place], alpha=method["tamperWeight"] / len(tamper))
        finish(trained, optimizer)
        return loss

    return step


def retain(model, start, batch, method):
    with torch.no_grad():
        reference = start(**batch, output_hidden_states=True).hidden_states
    output = model(**batch, output_hidden_states=True)
    real = batch["attention_mask"].bool()
    distances = [(s[real] - r[real]).square().mean() for s, r in zip(output.hidden_states, reference)]
    (output.loss + method["representationWeight"] * sum(distances) / len(distances)).backward()
    return output.loss.item()


def mean_entropy(model, batch):
    logits = model(**batch).logits[:, :-1][batch["labels"][:, 1:] != -100]
    log_probabilities = logits.log_softmax(-1)
    return -(log_probabilities.exp() * log_probabilities).sum(-1).mean()


def stack(batches):
    length = max(batch["input_ids"].shape[1] for batch in batches)
    fill = {"input_ids": 0, "attention_mask": 0, "labels": -100}
    return {name: torch.cat([pad(batch[name], length, value) for batch in batches]) for name, value in fill.items()}


def slice_rows(batch, first, count):
    return {name: values[first : first + count] for name, values in batch.items()}


def copies(trained):
    return [parameter.detach().clone() for parameter in trained]


METHODS = {"lisa": lisa, "vlguard": vlguard, "ldifs": ldifs, "ewc": ewc, "tar": tar}
