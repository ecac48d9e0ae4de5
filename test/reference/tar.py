"""TAR's gradient (paper.md 2.9), first order, in plain PyTorch: the adversary's steps change the parameters in place."""

import torch

from booster_math import global_norm, loss_and_gradients
from fine_tuning import weights_set

IGNORED = -100


def rows_of(batch, first, count):
    return {name: values[first : first + count] for name, values in batch.items()}


def mean_entropy(model, batch):
    """Mean entropy of the next-token distribution where a label is predicted."""
    logits = model(**batch).logits[:, :-1]
    log_probabilities = logits[batch["labels"][:, 1:] != IGNORED].log_softmax(-1)
    return -(log_probabilities.exp() * log_probabilities).sum(-1).mean()


def adversary(model, parameters, harmful, options):
    """K steps on harmful rows; a gradient of minus the entropy on the held-out rows after some of them. The parameters stay."""
    held_out = rows_of(harmful, 0, options["heldOut"])
    losses, entropies, gradients = [], [], []
    optimizers = {
        "adamw": lambda: torch.optim.AdamW(parameters, lr=options["rate"], weight_decay=0.0),
        "sgd": lambda: torch.optim.SGD(parameters, lr=options["rate"]),
    }
    with weights_set(parameters, [p.detach().clone() for p in parameters]):
        optimizer = optimizers[options["optimizer"]]()
        for step in range(options["steps"]):
            first = options["heldOut"] + step * options["batch"]
            batch = rows_of(harmful, first, options["batch"])
            loss, gradient = loss_and_gradients(parameters, lambda batch=batch: model(**batch).loss)
            losses.append(loss)
            for parameter, value in zip(parameters, gradient):
                parameter.grad = value.clone()
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
            if (step + 1) % options["every"] == 0 or step + 1 == options["steps"]:
                value, gradient = loss_and_gradients(parameters, lambda: -mean_entropy(model, held_out))
                entropies.append(-value)
                gradients.append(gradient)
    mean = [sum(parts) / len(gradients) for parts in zip(*gradients)]
    return losses, entropies, mean


def retain(model, parameters, start, batch, weight):
    """LM loss + weight * mean squared distance of all hidden states at real tokens from those at the start."""
    hidden = lambda: model(**batch, output_hidden_states=True)  # noqa: E731
    with weights_set(parameters, start), torch.no_grad():
        reference = hidden().hidden_states
    real = batch["attention_mask"].bool()
    numbers = {}

    def total():
        output = hidden()
        distances = [(s[real] - r[real]).square().mean() for s, r in zip(output.hidden_states, reference)]
        distance = sum(distances) / len(distances)
        numbers.update(f=output.loss.item(), representationDistance=distance.item())
        return output.loss + weight * distance

    _, gradient = loss_and_gradients(parameters, total)
    return numbers, gradient


def tar(model, parameters, start, alignment, harmful, options):
    losses, entropies, tamper = adversary(model, parameters, harmful, options)
    numbers, kept = retain(model, parameters, start, alignment, options["representationWeight"])
    numbers |= {
        "h": losses[0],
        "hAttacked": losses[-1],
        "attackedEntropy": sum(entropies) / len(entropies),
        "retainGradientNorm": global_norm(kept).item(),
        "tamperGradientNorm": global_norm(tamper).item(),
    }
    return numbers, [options["retainWeight"] * r + options["tamperWeight"] * t for r, t in zip(kept, tamper)]
