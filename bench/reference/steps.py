"""One training step as the original trainer takes it (paper.md 2.1, 2.2): PyTorch, PEFT, torch's AdamW."""

import torch
from peft import LoraConfig, get_peft_model

EPSILON = 1e-7


def prepare_training(model, options):
    """LoRA or full training with frozen embeddings; returns the model, its trained tensors and AdamW."""
    if options.train == "lora":
        model = get_peft_model(
            model,
            LoraConfig(
                r=options.rank,
                lora_alpha=options.lora_alpha,
                target_modules=options.targets.split(","),
                lora_dropout=0.0,
                bias="none",
                task_type="CAUSAL_LM",
            ),
        )
    else:
        model.get_input_embeddings().weight.requires_grad_(False)
    model.config.use_cache = False
    model.train()
    trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimizer = torch.optim.AdamW(trained, lr=options.learning_rate, weight_decay=options.weight_decay)
    return model, trained, optimizer


def sft_step(model, trained, optimizer, batch, _harmful, _options):
    loss = backward(model, batch)
    finish(trained, optimizer)
    return loss


def booster_step(model, trained, optimizer, batch, harmful, options):
    """Three forward/backward passes; w is moved in place and moved back."""
    backward(model, harmful)
    gradient = take_gradients(trained)
    norm = torch.norm(torch.stack([torch.norm(g) for g in gradient])) + EPSILON
    with torch.no_grad():
        for parameter, g in zip(trained, gradient):
            parameter.sub_(options.alpha * g / norm)
    backward(model, harmful)
    perturbed = take_gradients(trained)
    with torch.no_grad():
        for parameter, g in zip(trained, gradient):
            parameter.add_(options.alpha * g / norm)
    loss = backward(model, batch)
    with torch.no_grad():
        for parameter, g, p in zip(trained, gradient, perturbed):
            parameter.grad.add_(g, alpha=options.lam).sub_(p, alpha=options.lam)
    finish(trained, optimizer)
    return loss


def backward(model, batch):
    loss = model(**batch).loss
    loss.backward()
    return loss.item()


def take_gradients(trained):
    gradients = [parameter.grad.detach().clone() for parameter in trained]
    for parameter in trained:
        parameter.grad = None
    return gradients


def finish(trained, optimizer):
    torch.nn.utils.clip_grad_norm_(trained, 1.0)
    optimizer.step()
    optimizer.zero_grad(set_to_none=True)
