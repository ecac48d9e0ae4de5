"""Defences of the fine-tuning in plain PyTorch from paper.md's equations: EWC (2.3) and LDIFS (2.6).

Both look back at the weights w0 that fine-tuning starts from; `start` is a list of tensors, one per parameter.
"""

from contextlib import contextmanager

import torch

import family_configs
from booster_math import global_norm, loss_and_gradients


@contextmanager
def weights_set(parameters, values):
    """Other values in the parameters for a while."""
    saved = [parameter.detach().clone() for parameter in parameters]
    with torch.no_grad():
        for parameter, value in zip(parameters, values):
            parameter.copy_(value)
    try:
        yield
    finally:
        with torch.no_grad():
            for parameter, value in zip(parameters, saved):
                parameter.copy_(value)


def fisher(parameters, start, losses):
    """F: the sum over the batches of the squared gradient of the batch's loss, at the start."""
    total = [torch.zeros_like(parameter) for parameter in parameters]
    with weights_set(parameters, start):
        for loss in losses:
            _, gradient = loss_and_gradients(parameters, loss)
            total = [t + g.square() for t, g in zip(total, gradient)]
    return total


def ewc(parameters, start, user_loss, guide_losses, lam):
    """f + lam * sum F (w - w0)^2, differentiated by autograd."""
    importance = fisher(parameters, start, guide_losses)
    numbers = {}

    def total():
        f = user_loss()
        penalty = lam * sum((i * (p - s).square()).sum() for i, p, s in zip(importance, parameters, start))
        numbers.update(f=f.item(), penalty=penalty.item())
        return f + penalty

    _, gradient = loss_and_gradients(parameters, total)
    numbers["drift"] = global_norm([p.detach() - s for p, s in zip(parameters, start)]).item()
    return numbers, gradient


def feed_forward_outputs(model, batch):
    """The output of each decoder layer's MLP, [batch, length, hidden], and the loss, in one forward pass."""
    layers, _, feed_forward = family_configs.decoder_parts(model)
    shape = (*batch["input_ids"].shape, -1)
    outputs = []
    # OPT hands rows over without the batch axis.
    handles = [
        feed_forward(layer).register_forward_hook(lambda _m, _i, output: outputs.append(output.reshape(shape)))
        for layer in layers
    ]
    try:
        loss = model(**batch).loss
    finally:
        for handle in handles:
            handle.remove()
    return loss, outputs


def ldifs(model, parameters, start, batch, rho, limit=None, clip=None):
    """User loss + the layers' terms below the limit, then a clip. Without a limit one between the layers' terms is taken,
    without a clip half of the gradient's norm, so that both are seen to act. Returns (numbers, gradient, limit, clip)."""
    with weights_set(parameters, start), torch.no_grad():
        _, reference = feed_forward_outputs(model, batch)
    real = batch["attention_mask"].unsqueeze(-1)
    f, outputs = feed_forward_outputs(model, batch)
    terms = [rho / 2 * ((o - r) * real).square().sum() for o, r in zip(outputs, reference)]
    if limit is None:
        ordered = sorted(term.item() for term in terms)
        limit = (ordered[-1] + ordered[-2]) / 2
    counted = [term for term in terms if term.item() < limit]
    _, gradient = loss_and_gradients(parameters, lambda: f + sum(counted))
    norm = global_norm(gradient).item()
    clip = norm / 2 if clip is None else clip
    numbers = {
        "f": f.item(),
        "featureDistance": sum(term.item() for term in terms),
        "countedLayers": len(counted),
        "ownGradientNorm": norm,
    }
    return numbers, [g * min(1.0, clip / (norm + 1e-6)) for g in gradient], limit, clip
