"""Gradients of the alignment defences beside Booster, in plain PyTorch from paper.md's equations, for the fixtures.

A defence gets the model and its batches as closures; hooks on the attention modules do what the equations do to hidden
states. Nothing here is shared with the engine, and booster_math.py is used for the parts that are Booster's own.
"""

import torch

import booster_math
import fine_tuning
import repnoise
import tar
from booster_math import EPSILON, cosine, global_norm, loss_and_gradients


def attention_modules(model):
    """The modules whose first output Vaccine perturbs (paper.md 2.3): attention blocks, no feed-forward parts."""
    return [module for module in model.modules() if type(module).__name__.endswith("Attention")]


def with_hooks(modules, hook, loss):
    """The value of a loss while a forward hook (index, first output) -> first output or None sits on each module."""

    def bind(index):
        def run(_module, _inputs, output):
            changed = hook(index, output[0])
            return output if changed is None else (changed, *output[1:])

        return run

    handles = [module.register_forward_hook(bind(index)) for index, module in enumerate(modules)]
    try:
        return loss()
    finally:
        for handle in handles:
            handle.remove()


def vaccine(model, parameters, alignment_loss, rho):
    """Vaccine: the gradient of f while eps_l = rho * G_l / (||G|| + 1e-7) is added to each attention output."""
    modules = attention_modules(model)
    outputs = {}
    f = with_hooks(modules, lambda index, output: outputs.__setitem__(index, output), alignment_loss)
    hidden = torch.autograd.grad(f, [outputs[index] for index in range(len(modules))])
    norm = global_norm(hidden)
    shifts = [(rho * gradient / (norm + EPSILON)).detach() for gradient in hidden]
    perturbed, gradient = loss_and_gradients(
        parameters, lambda: with_hooks(modules, lambda index, output: output + shifts[index], alignment_loss)
    )
    numbers = {"f": f.item(), "fPerturbed": perturbed, "hiddenGradientNorm": norm.item()}
    return numbers, gradient


def vaccine_booster(model, parameters, alignment_loss, harmful_loss, alpha, lam, rho):
    """Booster whose grad f is Vaccine's second pass (paper.md 2.2, perturb_aware)."""
    numbers, aligned = vaccine(model, parameters, alignment_loss, rho)
    harmful = booster_math.booster_gradient(parameters, alignment_loss, harmful_loss, alpha, lam)
    tensors = harmful["tensors"]
    combined = [
        a + lam * (b - c) for a, b, c in zip(aligned, tensors["gradH"], tensors["gradHPerturbed"])
    ]
    names = ("h", "hPerturbed", "harmfulLossReduction", "harmfulGradientNorm")
    return numbers | {name: harmful[name] for name in names} | {
        "alignmentGradientNorm": global_norm(aligned).item(),
        "gradientCosine": cosine(aligned, tensors["gradH"]),
    }, combined


def harmful_descent(parameters, alignment_loss, harmful_loss, lam):
    """Booster without the perturbed term: grad f + lam * grad h (paper.md 2.2, meta_term False)."""
    h, grad_h = loss_and_gradients(parameters, harmful_loss)
    f, grad_f = loss_and_gradients(parameters, alignment_loss)
    numbers = {
        "f": f,
        "h": h,
        "harmfulGradientNorm": global_norm(grad_h).item(),
        "alignmentGradientNorm": global_norm(grad_f).item(),
        "gradientCosine": cosine(grad_f, grad_h),
    }
    return numbers, [a + lam * b for a, b in zip(grad_f, grad_h)]


def defence_goldens(make_model, choose, alignment, harmful, settings):
    """Numbers and combined gradient of each defence's first step; a tensor's key is `<defence>/<name in the saved file>`."""
    alpha, lam, rho = settings["alpha"], settings["lambda"], settings["rho"]
    steps = {
        "vaccine": lambda model, parameters, f, h: vaccine(model, parameters, f, rho),
        "vaccine-booster": lambda model, parameters, f, h: vaccine_booster(model, parameters, f, h, alpha, lam, rho),
        "harmful-descent": lambda model, parameters, f, h: harmful_descent(parameters, f, h, lam),
    }
    batches = {"alignment": alignment, "harmful": harmful}
    steps["repnoise"] = lambda model, parameters, f, h: repnoise.repnoise(
        model, parameters, **batches, alpha=settings["repnoiseAlpha"], beta=settings["repnoiseBeta"], length=settings["length"]
    )
    numbers, tensors = {}, {}
    for name, step in steps.items():
        model = make_model()
        names, parameters = choose(model)
        closures = [lambda b=batch: model(**b).loss for batch in (alignment, harmful)]
        record, gradient = step(model, parameters, *closures)
        numbers[name] = record | {"gradientNorm": global_norm(gradient).item()}
        tensors |= {f"{name}/{key}": value.detach().clone() for key, value in zip(names, gradient)}
    return numbers, tensors


def stack(batches):
    """Batches as one, padded on the right to the longest."""
    length = max(batch["input_ids"].shape[1] for batch in batches)
    padded = repnoise.pad_to(length, *batches)
    return {name: torch.cat([batch[name] for batch in padded]) for name in padded[0]}


def anchored_goldens(make_model, choose, alignment, harmful, settings):
    """As defence_goldens, for the defences that look back at earlier weights: those are `startScale` times the weights.

    `alignment` and `harmful` are lists of batches. The user's batch is the first harmful one, EWC's safe data are all alignment
    batches, TAR's harmful batch holds the rows of the first three.
    """
    numbers, tensors, chosen = {}, {}, {}

    def take(name, step):
        model = make_model()
        names, parameters = choose(model)
        start = [p.detach() * settings["startScale"] for p in parameters]
        record, gradient = step(model, parameters, start)
        numbers[name] = record | {"gradientNorm": global_norm(gradient).item()}
        tensors.update({f"{name}/{key}": value.detach().clone() for key, value in zip(names, gradient)})

    def ewc(model, parameters, start):
        closures = [lambda b=batch: model(**b).loss for batch in alignment]
        return fine_tuning.ewc(parameters, start, lambda: model(**harmful[0]).loss, closures, settings["ewcLambda"])

    def ldifs(model, parameters, start):
        record, gradient, chosen["layerLimit"], chosen["innerClip"] = fine_tuning.ldifs(
            model, parameters, start, harmful[0], settings["ldifsRho"]
        )
        return record, gradient

    take("ewc", ewc)
    take("ldifs", ldifs)
    for optimizer, rate in settings["tarRates"].items():
        options = settings["tar"] | {"optimizer": optimizer, "rate": rate}
        take(
            f"tar-{optimizer}",
            lambda model, parameters, start, options=options: tar.tar(
                model, parameters, start, alignment[0], stack(harmful[:3]), options
            ),
        )
    return numbers | {"chosen": chosen}, tensors


def lisa_train(parameters, user, guide, rho, alignment_steps, user_steps, free_steps):
    """Lisa (paper.md 2.5) over one user and one guide loss closure per step, with booster_math's clip and AdamW.

    Starts on the guide data; the gradient gets rho * (w - anchor), anchor the weights at the end of the other phase's last
    turn, once more than `free_steps` steps are over. The step's batch of the other phase is thrown away.
    """
    optimizer = torch.optim.AdamW(parameters, **booster_math.ADAMW)
    after_guide = [p.detach().clone() for p in parameters]
    after_user = [p.detach().clone() for p in parameters]
    log = []
    for step, (user_loss, guide_loss) in enumerate(zip(user, guide)):
        place = step % (alignment_steps + user_steps)
        is_user = place >= alignment_steps
        if place == alignment_steps:
            after_guide = [p.detach().clone() for p in parameters]
        if place == 0 and step > 0:
            after_user = [p.detach().clone() for p in parameters]
        loss, gradient = loss_and_gradients(parameters, user_loss if is_user else guide_loss)
        anchor = after_guide if is_user else after_user
        drift = [p.detach() - a for p, a in zip(parameters, anchor)]
        weight = rho if step > free_steps else 0.0
        combined = [g + weight * d for g, d in zip(gradient, drift)]
        log.append(
            {
                "f": loss,
                "isUserPhase": int(is_user),
                "drift": global_norm(drift).item(),
                "gradientNorm": global_norm(combined).item(),
            }
        )
        for parameter, value in zip(parameters, combined):
            parameter.grad = value.clone()
        torch.nn.utils.clip_grad_norm_(parameters, booster_math.CLIP_NORM)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
    return log


def lisa_goldens(make_model, choose, user, guide, settings):
    """The numbers of each step and the weights at the end, keyed `afterLisa/<name in the saved file>`."""
    model = make_model()
    names, parameters = choose(model)
    closures = [[lambda b=batch: model(**b).loss for batch in batches] for batches in (user, guide)]
    log = lisa_train(
        parameters, *closures, settings["rho"], settings["alignmentSteps"], settings["userSteps"], settings["freeSteps"]
    )
    return log, {f"afterLisa/{key}": p.detach().clone() for key, p in zip(names, parameters)}
