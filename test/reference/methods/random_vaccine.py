"""Random Vaccine (paper.md 2.3): the gradient of f under Gaussian noise of variance rho on the output of every attention block."""

import repnoise
from booster_math import loss_and_gradients
from defences import attention_modules, with_hooks

# As a spec has it, but every setting named.
METHOD = {"name": "random-vaccine", "rho": 0.05}
# Which rows each batch of the step gets: alignment or harmful ones.
BATCHES = {"train": "alignment"}
# The noise is that of the eager generator, which the compiled step does not draw.
IS_NOISY = True


def gradient(model, parameters, batches):
    """The numbers that the step reports, by name, and its gradient, one tensor per parameter."""

    def add_noise(index, output):
        noise = repnoise.normal(index + 1, (output.shape[0] * output.shape[1], output.shape[2]))
        return output + METHOD["rho"] ** 0.5 * noise.reshape(output.shape)

    loss, found = loss_and_gradients(
        parameters, lambda: with_hooks(attention_modules(model), add_noise, lambda: model(**batches["train"]).loss)
    )
    return {"fPerturbed": loss}, found
