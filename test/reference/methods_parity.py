"""Every method's gradient for the comparison with our engine on models outside the fixtures; see parity.py methods."""

import booster_math
import defences
import goldens
import method_files
from booster_math import loss_and_gradients

# Weights under which every term is seen beside the others; TAR's rows are those of the first three harmful batches of four.
SETTINGS = {
    "alpha": 0.1,
    "lambda": 5.0,
    "rho": 2.0,
    "repnoiseAlpha": 1.0,
    "repnoiseBeta": 5.0,
    "startScale": 0.9,
    "lisaRho": 3.0,
    "guideWeight": 0.5,
    "ewcLambda": 50.0,
    "ldifsRho": 0.02,
    # AdamW's first step is as long for a weight whose gradient is nothing but rounding: with 1e-3 that alone came to 1.2e-4.
    "tarRates": {"adamw": 3e-4, "sgd": 0.05},
    "tar": {
        "steps": 4,
        "every": 2,
        "batch": 2,
        "heldOut": 4,
        "representationWeight": 5.0,
        "retainWeight": 0.5,
        "tamperWeight": 4.0,
    },
}


def method_goldens(make_model, is_trainable, batches):
    """Settings, and tensors `<method>/<name in the saved file>`; the step is the first one of every method."""
    alignment, harmful = ([goldens.as_tensors(batch) for batch in batches[kind]] for kind in ("alignment", "harmful"))
    longest = max(batch["input_ids"].shape[1] for batch in alignment + harmful)
    settings = SETTINGS | {"length": longest + longest % 2}

    def choose(model):
        return goldens.trainable_parameters(model, is_trainable)

    _, tensors = defences.defence_goldens(make_model, choose, alignment[0], harmful[0], settings)
    numbers, anchored = defences.anchored_goldens(make_model, choose, alignment, harmful, settings)
    simple = simple_goldens(make_model, choose, alignment[0], harmful[0], settings)
    own = {}
    modules = method_files.load_methods()
    for name, module in modules.items():
        first = {"alignment": alignment[0], "harmful": harmful[0]}
        _, gradient = method_files.first_step(module, make_model, choose, first, settings["length"])
        own |= {f"{name}/{key}": value for key, value in gradient.items()}
    files = [method_files.describe(module) for module in modules.values()]
    return settings | numbers["chosen"] | {"files": files}, tensors | anchored | simple | own


def simple_goldens(make_model, choose, alignment, harmful, settings):
    """SFT, Booster, and of the fine-tuning (user data: the harmful batch) Lisa's user phase and safe-data mixing."""
    model = make_model()
    names, parameters = choose(model)
    f, h = (lambda batch=batch: model(**batch).loss for batch in (alignment, harmful))
    _, grad_f = loss_and_gradients(parameters, f)
    _, grad_h = loss_and_gradients(parameters, h)
    drift = [p.detach() * (1 - settings["startScale"]) for p in parameters]
    booster = booster_math.booster_gradient(parameters, f, h, settings["alpha"], settings["lambda"])
    found = {
        "sft": grad_f,
        "booster": booster["tensors"]["combined"],
        "lisa": [g + settings["lisaRho"] * d for g, d in zip(grad_h, drift)],
        "vlguard": [g + settings["guideWeight"] * s for g, s in zip(grad_h, grad_f)],
    }
    return {f"{name}/{key}": value for name, gradient in found.items() for key, value in zip(names, gradient)}
