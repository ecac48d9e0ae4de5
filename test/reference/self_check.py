"""Checks the golden values against facts that do not come from the code that made them.

Run: python test/reference/self_check.py. Prints one line per fact and exits with 1 if one does not hold.
"""

import json
import math
import sys

import numpy as np
import torch
from peft import PeftModel
from safetensors.torch import load_file

import booster_math
import goldens
import random_models
from make_fixtures import ALPHA, LAMBDA, LORA, MODELS, ROOT

failures = []


def main():
    torch.set_num_threads(1)
    quadratic_case()
    for name in MODELS:
        losses_follow_from_logits(name)
        adapter_is_the_low_rank_product(name)
        greedy_is_the_argmax_without_cache(name)
    for name in (name for name, recipe in MODELS.items() if recipe.get("train")):
        for mode in ("lora", "full"):
            combination_and_perturbation(name, mode)
            limits_of_lambda_and_alpha(name, mode)
            gradient_is_the_slope(name, mode)
            adamw_by_hand(name, mode)
    print(f"{len(failures)} of the facts do not hold" if failures else "all facts hold")
    return 1 if failures else 0


def fact(text, error, tolerance):
    holds = math.isfinite(error) and error <= tolerance
    print(f"{'ok  ' if holds else 'FAIL'} {text}: {error:.1e} (at most {tolerance:.0e})")
    if not holds:
        failures.append(text)


def quadratic_case():
    """paper.md 6.4: h = 1/2 w'Hw gives g = grad f + lambda * alpha * H Hw / |Hw|."""
    generator = torch.Generator().manual_seed(5)
    root = torch.randn(6, 6, generator=generator, dtype=torch.float64)
    matrix, centre = root @ root.T, torch.randn(6, generator=generator, dtype=torch.float64)
    w = torch.randn(6, generator=generator, dtype=torch.float64, requires_grad=True)
    result = booster_math.booster_gradient(
        [w], lambda: 0.5 * (w - centre).square().sum(), lambda: 0.5 * w @ matrix @ w, alpha=0.1, lam=5.0
    )
    h_gradient = matrix @ w.detach()
    expected = w.detach() - centre + 5.0 * 0.1 * matrix @ h_gradient / (h_gradient.norm() + 1e-7)
    fact(
        "quadratic case: closed form of the combined gradient",
        relative([result["tensors"]["combined"][0]], [expected]),
        1e-12,
    )


def losses_follow_from_logits(name):
    golden, tensors = read(name)
    for key, loss in (("logits", golden["loss"]), ("loraLogits", golden["loraLoss"])):
        logits = tensors[key].double().numpy()
        terms = []
        for row, labels in enumerate(golden["labels"]):
            for t in range(1, len(labels)):
                if labels[t] != -100:
                    scores = logits[row, t - 1]
                    terms.append(np.log(np.exp(scores - scores.max()).sum()) + scores.max() - scores[labels[t]])
        fact(f"{name}: loss is the mean cross-entropy of {key}", abs(float(np.mean(terms)) - loss), 1e-5)


def adapter_is_the_low_rank_product(name):
    golden, tensors = read(name)
    model = random_models.load_model(ROOT / "models" / name)
    adapter = load_file(ROOT / "models" / name / "adapter" / "adapter_model.safetensors")
    weights = dict(model.named_parameters())
    with torch.no_grad():
        for key in (key for key in adapter if key.endswith("lora_A.weight")):
            target = key.removeprefix("base_model.model.").replace("lora_A.", "")
            product = adapter[key.replace("lora_A", "lora_B")] @ adapter[key]
            weights[target] += product * (LORA["alpha"] / LORA["rank"])
        mask = torch.tensor(
            [[int(t < n) for t in range(len(ids))] for ids, n in zip(golden["inputIds"], golden["lengths"])]
        )
        merged = model(input_ids=torch.tensor(golden["inputIds"]), attention_mask=mask).logits
    valid = mask.bool()
    fact(
        f"{name}: W + alpha/r BA gives the adapter's logits",
        relative([merged[valid]], [tensors["loraLogits"][valid]]),
        1e-5,
    )


def greedy_is_the_argmax_without_cache(name):
    golden, _ = read(name)
    model = random_models.load_model(ROOT / "models" / name)
    wrong = 0
    for case in golden["greedy"]:
        ids = list(case["promptIds"])
        while len(ids) - len(case["promptIds"]) < golden["maxNewTokens"]:
            with torch.no_grad():
                ids.append(model(input_ids=torch.tensor([ids])).logits[0, -1].argmax().item())
            if ids[-1] == golden["eos"]:
                break
        wrong += ids[len(case["promptIds"]) :] != case["newIds"]
    fact(f"{name}: greedy text is the argmax without a cache, prompts that differ", wrong, 0)


def combination_and_perturbation(name, mode):
    golden, tensors = read(f"{name}-train-{mode}")
    names, w = start(name, mode)
    part = lambda what: [tensors[f"{what}/{key}"] for key in names]  # noqa: E731
    combined = [f + LAMBDA * (a - b) for f, a, b in zip(part("gradF"), part("gradH"), part("gradHPerturbed"))]
    fact(f"{name} {mode}: g = grad f + lambda (grad h(w) - grad h(w'))", relative(combined, part("combined")), 1e-6)
    norm = math.sqrt(sum(float(g.double().square().sum()) for g in part("gradH")))
    stepped = [p.detach() - ALPHA * g / (norm + 1e-7) for p, g in zip(w, part("gradH"))]
    fact(f"{name} {mode}: w' = w - alpha grad h / norm", relative(stepped, part("perturbed")), 1e-6)
    fact(f"{name} {mode}: the reported norm of grad h", abs(norm - golden["gradients"]["harmfulGradientNorm"]), 1e-4)


def limits_of_lambda_and_alpha(name, mode):
    def trained(method, alpha, lam):
        _, parameters, closures = prepare(name, mode)
        booster_math.train(parameters, closures, method, alpha, lam)
        return [p.detach() for p in parameters]

    fact(f"{name} {mode}: lambda=0 equals SFT", relative(trained("booster", ALPHA, 0.0), trained("sft", 0, 0)), 1e-6)
    _, parameters, closures = prepare(name, mode)
    tensors = booster_math.booster_gradient(parameters, *closures[0], 0.0, LAMBDA)["tensors"]
    fact(f"{name} {mode}: alpha=0 gives g1 = g2", relative(tensors["gradH"], tensors["gradHPerturbed"]), 1e-7)
    fact(f"{name} {mode}: alpha=0 gives grad f", relative(tensors["combined"], tensors["gradF"]), 1e-6)


def gradient_is_the_slope(name, mode):
    """Central difference of the loss along the golden gradient; a long step, as the model rounds to float32 inside."""
    step = 3e-3
    _, tensors = read(f"{name}-train-{mode}")
    for what, which in (("gradF", 0), ("gradH", 1)):
        names, parameters, closures = prepare(name, mode, torch.float64)
        direction = [tensors[f"{what}/{key}"].double() for key in names]
        length = math.sqrt(sum(float(d.square().sum()) for d in direction))
        values = []
        with torch.no_grad():
            for sign in (1, -2):
                for parameter, d in zip(parameters, direction):
                    parameter.add_(d, alpha=sign * step / length)
                values.append(closures[0][which]().item())
        fact(f"{name} {mode}: {what} is the slope", abs((values[0] - values[1]) / (2 * step) / length - 1), 1e-3)


def adamw_by_hand(name, mode):
    _, tensors = read(f"{name}-train-{mode}")
    names, parameters, closures = prepare(name, mode, torch.float64)
    origin = [p.detach().clone() for p in parameters]
    first, second = ([torch.zeros_like(p) for p in parameters] for _ in range(2))
    for step, (f, h) in enumerate(closures, start=1):
        g = booster_math.booster_gradient(parameters, f, h, ALPHA, LAMBDA)["tensors"]["combined"]
        factor = min(1.0, 1.0 / (math.sqrt(sum(float(x.square().sum()) for x in g)) + 1e-6))
        with torch.no_grad():
            for p, x, m, v in zip(parameters, g, first, second):
                m.copy_(0.9 * m + 0.1 * factor * x)
                v.copy_(0.999 * v + 0.001 * (factor * x).square())
                p.mul_(1 - 5e-4 * 0.1)
                p.sub_(5e-4 * (m / (1 - 0.9**step)) / ((v / (1 - 0.999**step)).sqrt() + 1e-8))
    golden = [tensors[f"afterBooster/{key}"].double() - p for key, p in zip(names, origin)]
    by_hand = [p.detach() - o for p, o in zip(parameters, origin)]
    fact(f"{name} {mode}: five steps of AdamW written out, in float64", relative(golden, by_hand), 1e-3)


def prepare(name, mode, dtype=torch.float32):
    golden, _ = read(f"{name}-train-{mode}")
    model = random_models.load_model(ROOT / "models" / name)
    if mode == "lora":
        model = PeftModel.from_pretrained(model, ROOT / "models" / name / "adapter")
    model.to(dtype)
    names, parameters = goldens.trainable_parameters(
        model, goldens.is_lora if mode == "lora" else goldens.is_not_embedding
    )
    closures = [
        (lambda b=goldens.as_tensors(a): model(**b).loss, lambda b=goldens.as_tensors(h): model(**b).loss)
        for a, h in zip(golden["alignment"], golden["harmful"])
    ]
    return names, parameters, closures


def start(name, mode):
    names, parameters, _ = prepare(name, mode)
    return names, parameters


def read(stem):
    return json.loads((ROOT / "golden" / f"{stem}.json").read_text()), load_file(
        ROOT / "golden" / f"{stem}.safetensors"
    )


def relative(found, expected):
    difference = math.sqrt(sum(float((a.double() - b.double()).square().sum()) for a, b in zip(found, expected)))
    return difference / math.sqrt(sum(float(b.double().square().sum()) for b in expected))


if __name__ == "__main__":
    sys.exit(main())
