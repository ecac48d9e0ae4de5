"""RepNoise (paper.md 2.4) in plain PyTorch, with the noise that our eager generator draws, so that both sides see the same."""

import numpy
import torch

import family_configs
from booster_math import global_norm, loss_and_gradients

KERNELS, RATIO = 5, 2.0


def mix32(values):
    """splitmix32 over uint32 arrays."""
    mixed = values + numpy.uint32(0x9E3779B9)
    mixed = (mixed ^ (mixed >> numpy.uint32(16))) * numpy.uint32(0x21F0AAAD)
    mixed = (mixed ^ (mixed >> numpy.uint32(15))) * numpy.uint32(0x735A2D97)
    return mixed ^ (mixed >> numpy.uint32(15))


def uniform(run, step, count):
    """Uniform float32 numbers in [0, 1) of a seed (run, step)."""
    with numpy.errstate(over="ignore"):
        start = mix32(mix32(numpy.array([run], dtype=numpy.uint32)) ^ numpy.uint32(step))
        mixed = mix32(start ^ numpy.arange(count, dtype=numpy.uint32))
    return ((mixed >> numpy.uint32(8)).astype(numpy.float32)) / numpy.float32(2**24)


def normal(use, shape):
    """The noise of the `use`-th draw (from 1) in a step with seed (0, 0), by Box and Muller."""
    count = int(numpy.prod(shape))
    run = (use * 0x00100007) & 0xFFFFFFFF
    first, second = uniform(run, 0, count), uniform((run + 0x01000193) & 0xFFFFFFFF, 0, count)
    values = numpy.sqrt(-2 * numpy.log(1 - first.astype(numpy.float64))) * numpy.cos(2 * numpy.pi * second.astype(numpy.float64))
    return torch.tensor(values.reshape(shape), dtype=torch.float32)


def mmd(left, right):
    """Mean over the four blocks of five Gaussian kernels; distances pair by pair, not by a product."""
    total = torch.cat([left, right])
    count = total.shape[0]
    distances = ((total.unsqueeze(0) - total.unsqueeze(1)) ** 2).sum(2)
    bandwidth = distances.detach().sum() / (count * count - count) / RATIO ** (KERNELS // 2)
    kernels = sum(torch.exp(-distances / (bandwidth * RATIO**index)) for index in range(KERNELS))
    n = left.shape[0]
    return (kernels[:n, :n] + kernels[n:, n:] - kernels[:n, n:] - kernels[n:, :n]).mean()


def pad_to(length, *batches):
    """The batches, padded on the right to a length (ids and mask with 0, labels with -100); the noise is drawn for that shape."""
    fill = {"input_ids": 0, "attention_mask": 0, "labels": -100}
    return [
        {name: torch.nn.functional.pad(value, (0, length - value.shape[1]), value=fill[name]) for name, value in batch.items()}
        for batch in batches
    ]


def repnoise(model, parameters, alignment, harmful, alpha, beta, length, rounds_labels=False):
    """Numbers and gradient of L for one pair of batches with as many rows (dicts of input_ids, attention_mask, labels).

    `rounds_labels`: the port's labels, which it multiplies with a mask in bfloat16 before the ascent.
    """
    alignment, harmful = pad_to(length, alignment, harmful)
    layers, norm, feed_forward = family_configs.decoder_parts(model)
    # m: 1 where a real harmful token differs from what the safe row has at the same place.
    differs = (harmful["input_ids"] != alignment["input_ids"]).float() * harmful["attention_mask"]
    numbers = {}

    def label_loss(hidden):
        logits = family_configs.read_logits(model, hidden)[:, :-1]
        labels = harmful["labels"][:, 1:]
        if rounds_labels:
            labels = (labels * torch.ones_like(labels, dtype=torch.bfloat16)).long()
        counts = (labels != -100) & (differs[:, 1:] == 1)
        return torch.nn.functional.cross_entropy(logits[counts], labels[counts])

    def total():
        outputs = {}
        handles = [
            feed_forward(layer).register_forward_hook(lambda _m, _i, output, index=index: outputs.__setitem__(index, output))
            for index, layer in enumerate(layers)
        ]
        result = model(input_ids=harmful["input_ids"], attention_mask=harmful["attention_mask"], output_hidden_states=True)
        for handle in handles:
            handle.remove()
        mask = differs.unsqueeze(-1)
        rows = differs.shape[0]
        distances = []
        for index in range(len(layers)):
            # OPT hands rows over without the batch axis.
            hidden = outputs[index].reshape(*differs.shape, -1) * mask
            flat = (hidden.shape[0] * hidden.shape[1], hidden.shape[2])
            noise = normal(index + 1, flat).reshape(hidden.shape) * mask
            distances.append(mmd(hidden.reshape(rows, -1), noise.reshape(rows, -1)))
        noise_distance = sum(distances) / len(distances)
        # Hugging Face hands the last state out after the final norm; the definition norms it once more.
        states = result.hidden_states
        h = label_loss(states[-1])
        layer_loss = (h + sum(label_loss(norm(state)) for state in states)) / len(states)
        f = model(**alignment).loss
        numbers.update(f=f.item(), h=h.item(), layerLoss=layer_loss.item(), noiseDistance=noise_distance.item())
        return f + beta * noise_distance - alpha * torch.log(layer_loss + 1)

    _, gradient = loss_and_gradients(parameters, total)
    return numbers, gradient
