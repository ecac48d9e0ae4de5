"""Antidote's pruning (paper.md 2.8) in plain PyTorch: Wanda scores on the LoRA Linear layers of a peft model, from harmful rows."""

import torch


def lora_linears(model):
    """The Linear layers of the adapters, by the name that their weight has in the saved file."""
    return {
        f"{name.replace('.default', '')}.weight": module
        for name, module in model.named_modules()
        if isinstance(module, torch.nn.Linear) and "lora_" in name
    }


def input_norms(model, rows):
    """||X_j||_2 per layer, X all its inputs over the rows, which go through the model one at a time."""
    layers = lora_linears(model)
    seen = {name: [] for name in layers}
    handles = [
        layer.register_forward_hook(lambda _layer, inputs, _output, name=name: seen[name].append(inputs[0].detach()))
        for name, layer in layers.items()
    ]
    try:
        with torch.no_grad():
            for ids in rows:
                model(input_ids=torch.tensor([ids]))
    finally:
        for handle in handles:
            handle.remove()
    flat = {name: torch.cat([x.reshape(-1, x.shape[-1]) for x in inputs]) for name, inputs in seen.items()}
    return {name: torch.linalg.vector_norm(inputs, dim=0) for name, inputs in flat.items()}


def prune(model, norms, dense_ratio):
    """The adapters' weights with the top `dense_ratio` of the scores |W_ij| * ||X_j|| of each row set to 0."""
    pruned = {}
    for name, layer in lora_linears(model).items():
        weight = layer.weight.detach().clone()
        scores = weight.abs() * norms[name]
        top = scores.topk(int(weight.shape[1] * dense_ratio), dim=1).indices
        pruned[name] = weight.scatter(1, top, 0.0)
    return pruned


def antidote_goldens(model, rows, dense_ratio):
    """Tensors `norms/<name>` and `pruned/<name>`."""
    norms = input_norms(model, rows)
    pruned = prune(model, norms, dense_ratio)
    return {f"norms/{name}": value for name, value in norms.items()} | {
        f"pruned/{name}": value for name, value in pruned.items()
    }
