"""Antidote's pruning (paper.md 2.8) in plain PyTorch: Wanda scores from harmful rows, on the LoRA Linear layers of a peft model
or, of a fully trained one, on what the layers' Linear weights have changed."""

import torch


def lora_linears(model):
    """The Linear layers of the adapters, by the name that their weight has in the saved file."""
    return {
        f"{name.replace('.default', '')}.weight": module
        for name, module in model.named_modules()
        if isinstance(module, torch.nn.Linear) and "lora_" in name
    }


def layer_linears(model):
    """The Linear layers inside the decoder layers, by the name of their weight."""
    return {
        f"{name}.weight": module
        for name, module in model.named_modules()
        if isinstance(module, torch.nn.Linear) and ".layers." in name
    }


def input_norms(model, layers, rows):
    """||X_j||_2 per layer, X all its inputs over the rows, which go through the model one at a time."""
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


def prune(update, norms, dense_ratio):
    """A matrix with the top `dense_ratio` of the scores |W_ij| * ||X_j|| of each row set to 0."""
    top = (update.abs() * norms).topk(int(update.shape[1] * dense_ratio), dim=1).indices
    return update.scatter(1, top, 0.0)


def antidote_goldens(model, rows, dense_ratio):
    """The adapter's weights after pruning, as `pruned/<name>`, and `norms/<name>`."""
    layers = lora_linears(model)
    norms = input_norms(model, layers, rows)
    pruned = {name: prune(layer.weight.detach(), norms[name], dense_ratio) for name, layer in layers.items()}
    return {f"{what}/{name}": value for what, all in (("norms", norms), ("pruned", pruned)) for name, value in all.items()}


def full_goldens(model, base, rows, dense_ratio):
    """Which entries of the layers' weights go back to those of `base` (a state dict), as `taken/<name>`: 1 or 0."""
    layers = layer_linears(model)
    norms = input_norms(model, layers, rows)
    updates = {name: layer.weight.detach() - base[name] for name, layer in layers.items()}
    return {
        f"taken/{name}": ((prune(update, norms[name], dense_ratio) == 0) & (update != 0)).float()
        for name, update in updates.items()
    }
