"""One training step of the other alignment defences, as their authors' trainers take it (paper.md 2.2 to 2.4): PyTorch and autograd hooks."""

import torch

from steps import EPSILON, backward, finish, take_gradients

KERNELS, RATIO = 5, 2.0


def attention_modules(model):
    return [module for module in model.modules() if type(module).__name__.endswith("Attention")]


def decoder_layers(model):
    return [module for module in model.modules() if type(module).__name__.endswith("DecoderLayer")]


def vaccine_passes(model, batch, rho):
    """Vaccine's two passes over one batch; the second one's gradient is left in .grad. Returns f."""
    outputs = {}
    modules = attention_modules(model)
    handles = [
        module.register_forward_hook(lambda _m, _i, out, index=index: outputs.__setitem__(index, out[0]))
        for index, module in enumerate(modules)
    ]
    loss = model(**batch).loss
    remove(handles)
    hidden = torch.autograd.grad(loss, [outputs[index] for index in range(len(modules))])
    norm = torch.norm(torch.stack([torch.norm(gradient) for gradient in hidden]))
    shifts = [rho * gradient / (norm + EPSILON) for gradient in hidden]
    handles = [
        module.register_forward_hook(lambda _m, _i, out, index=index: (out[0] + shifts[index], *out[1:]))
        for index, module in enumerate(modules)
    ]
    backward(model, batch)
    remove(handles)
    return loss.item()


def vaccine_step(model, trained, optimizer, batch, _harmful, options):
    loss = vaccine_passes(model, batch, options.rho)
    finish(trained, optimizer)
    return loss


def vaccine_booster_step(model, trained, optimizer, batch, harmful, options):
    backward(model, harmful)
    gradient = take_gradients(trained)
    move(trained, gradient, options.alpha, -1)
    backward(model, harmful)
    perturbed = take_gradients(trained)
    move(trained, gradient, options.alpha, 1)
    loss = vaccine_passes(model, batch, options.rho)
    with torch.no_grad():
        for parameter, g, p in zip(trained, gradient, perturbed):
            parameter.grad.add_(g, alpha=options.lam).sub_(p, alpha=options.lam)
    finish(trained, optimizer)
    return loss


def harmful_descent_step(model, trained, optimizer, batch, harmful, options):
    backward(model, harmful)
    gradient = take_gradients(trained)
    loss = backward(model, batch)
    with torch.no_grad():
        for parameter, g in zip(trained, gradient):
            parameter.grad.add_(g, alpha=options.lam)
    finish(trained, optimizer)
    return loss


def repnoise_step(model, trained, optimizer, batch, harmful, options):
    """RepNoise with paired rows, exact labels and padding outside the mask, as ours; one backward pass over the sum."""
    length = max(batch["input_ids"].shape[1], harmful["input_ids"].shape[1])
    safe_ids = pad(batch["input_ids"], length, 0)
    ids, attention = pad(harmful["input_ids"], length, 0), pad(harmful["attention_mask"], length, 0)
    labels = pad(harmful["labels"], length, -100)
    differs = (ids != safe_ids).float() * attention
    outputs = {}
    layers = decoder_layers(model)
    handles = [
        layer.mlp.register_forward_hook(lambda _m, _i, out, index=index: outputs.__setitem__(index, out))
        for index, layer in enumerate(layers)
    ]
    result = model(input_ids=ids, attention_mask=attention, output_hidden_states=True)
    remove(handles)
    mask = differs.unsqueeze(-1)
    rows = ids.shape[0]
    noise = sum(
        mmd((outputs[index] * mask).reshape(rows, -1), (torch.randn_like(outputs[index]) * mask).reshape(rows, -1))
        for index in range(len(layers))
    ) / len(layers)
    base = model.get_base_model() if hasattr(model, "get_base_model") else model
    counts = (labels[:, 1:] != -100) & (differs[:, 1:] == 1)
    targets = labels[:, 1:][counts]

    def read(state):
        logits = base.lm_head(state)[:, :-1]
        return torch.nn.functional.cross_entropy(logits[counts], targets)

    states = result.hidden_states
    layer_loss = (read(states[-1]) + sum(read(base.model.norm(state)) for state in states)) / len(states)
    alignment = model(**batch).loss
    total = alignment + options.beta * noise - options.ascent * torch.log(layer_loss + 1)
    total.backward()
    finish(trained, optimizer)
    return alignment.item()


def mmd(left, right):
    total = torch.cat([left, right])
    count = total.shape[0]
    distances = torch.cdist(total, total) ** 2
    bandwidth = distances.detach().sum() / (count * count - count) / RATIO ** (KERNELS // 2)
    kernels = sum(torch.exp(-distances / (bandwidth * RATIO**index)) for index in range(KERNELS))
    n = left.shape[0]
    return (kernels[:n, :n] + kernels[n:, n:] - kernels[:n, n:] - kernels[n:, :n]).mean()


def pad(tensor, length, value):
    return torch.nn.functional.pad(tensor, (0, length - tensor.shape[1]), value=value)


def move(trained, gradient, alpha, sign):
    norm = torch.norm(torch.stack([torch.norm(g) for g in gradient])) + EPSILON
    with torch.no_grad():
        for parameter, g in zip(trained, gradient):
            parameter.add_(sign * alpha * g / norm)


def remove(handles):
    for handle in handles:
        handle.remove()
