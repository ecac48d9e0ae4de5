"""Antidote (paper.md 2.8) as its authors' code runs it: Wanda scores from harmful rows that go through the model one at a time."""

import torch


def antidote(model, rows, dense_ratio):
    """Prunes the adapter's matrices in place; returns the mean input norm of each A matrix, which B = 0 leaves the same everywhere."""
    layers = {
        name: module for name, module in model.named_modules() if isinstance(module, torch.nn.Linear) and "lora_" in name
    }
    sums = {name: torch.zeros(layer.in_features) for name, layer in layers.items()}

    def add_squares(name, inputs):
        sums[name] += inputs.reshape(-1, inputs.shape[-1]).square().sum(0)

    handles = [
        layer.register_forward_hook(lambda _layer, inputs, _output, name=name: add_squares(name, inputs[0]))
        for name, layer in layers.items()
    ]
    with torch.no_grad():
        for ids in rows:
            model(input_ids=torch.tensor([ids]))
    for handle in handles:
        handle.remove()
    norms = {name: total.sqrt() for name, total in sums.items()}
    with torch.no_grad():
        for name, layer in layers.items():
            count = int(layer.in_features * dense_ratio)
            top = (layer.weight.abs() * norms[name]).topk(count, dim=1).indices
            layer.weight.scatter_(1, top, 0.0)
    of_a = [norm.mean().item() for name, norm in norms.items() if ".lora_A" in name]
    return sum(of_a) / len(of_a)
