"""SFT and Booster as paper.md 2.1, 2.2 and 3.1 state them, in plain PyTorch over tensors and loss closures."""

import torch

EPSILON = 1e-7
ADAMW = {"lr": 5e-4, "betas": (0.9, 0.999), "eps": 1e-8, "weight_decay": 0.1}
CLIP_NORM = 1.0


def loss_and_gradients(parameters, loss):
    """The loss as a number and its gradient for every parameter (zeros where the loss does not depend on it)."""
    value = loss()
    gradients = torch.autograd.grad(value, parameters, allow_unused=True)
    return value.item(), [torch.zeros_like(p) if g is None else g for p, g in zip(parameters, gradients)]


def global_norm(tensors):
    """L2 norm of the per-tensor L2 norms."""
    return torch.linalg.vector_norm(torch.stack([torch.linalg.vector_norm(tensor) for tensor in tensors]))


def cosine(left, right):
    dot = sum((a.double() * b.double()).sum() for a, b in zip(left, right))
    return (dot / (global_norm(left).double() * global_norm(right).double())).item()


def booster_gradient(parameters, alignment_loss, harmful_loss, alpha, lam):
    """One Booster direction g = grad f + lam * (grad h(w) - grad h(w')), before clipping; w is restored from a copy."""
    h, grad_h = loss_and_gradients(parameters, harmful_loss)
    norm_h = global_norm(grad_h)
    saved = [parameter.detach().clone() for parameter in parameters]
    with torch.no_grad():
        for parameter, gradient in zip(parameters, grad_h):
            parameter.sub_(alpha * gradient / (norm_h + EPSILON))
    perturbed = [parameter.detach().clone() for parameter in parameters]
    h_perturbed, grad_h_perturbed = loss_and_gradients(parameters, harmful_loss)
    with torch.no_grad():
        for parameter, value in zip(parameters, saved):
            parameter.copy_(value)
    f, grad_f = loss_and_gradients(parameters, alignment_loss)
    combined = [a + lam * (b - c) for a, b, c in zip(grad_f, grad_h, grad_h_perturbed)]
    return {
        "f": f,
        "h": h,
        "hPerturbed": h_perturbed,
        "harmfulLossReduction": h - h_perturbed,
        "alignmentGradientNorm": global_norm(grad_f).item(),
        "harmfulGradientNorm": norm_h.item(),
        "perturbedGradientNorm": global_norm(grad_h_perturbed).item(),
        "gradientNorm": global_norm(combined).item(),
        "gradientCosine": cosine(grad_f, grad_h),
        "tensors": {
            "gradF": grad_f,
            "gradH": grad_h,
            "perturbed": perturbed,
            "gradHPerturbed": grad_h_perturbed,
            "combined": combined,
        },
    }


def train(parameters, steps, method, alpha=0.1, lam=5.0):
    """AdamW over `steps`, a list of (alignment loss, harmful loss) closures; returns each step's numbers.

    The combined gradient is clipped to norm 1, then AdamW with decoupled decay acts on every parameter alike.
    """
    optimizer = torch.optim.AdamW(parameters, **ADAMW)
    log = []
    for alignment_loss, harmful_loss in steps:
        if method == "booster":
            record = booster_gradient(parameters, alignment_loss, harmful_loss, alpha, lam)
            gradient = record.pop("tensors")["combined"]
        else:
            f, gradient = loss_and_gradients(parameters, alignment_loss)
            record = {"f": f, "gradientNorm": global_norm(gradient).item()}
        for parameter, value in zip(parameters, gradient):
            parameter.grad = value.clone()
        torch.nn.utils.clip_grad_norm_(parameters, CLIP_NORM)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        log.append(record)
    return log
