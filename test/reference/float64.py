"""A model in float64 all the way: transformers computes softmax, norms and losses in float32 where a model is wider."""

from contextlib import contextmanager

import torch


@contextmanager
def kept_wide():
    """While it is open, nothing that is float64 is made float32."""
    softmax, to, to_float = torch.nn.functional.softmax, torch.Tensor.to, torch.Tensor.float

    def is_narrowing(tensor, dtype):
        return tensor.dtype == torch.float64 and dtype == torch.float32

    def wide_softmax(tensor, *args, dtype=None, **rest):
        return softmax(tensor, *args, dtype=None if is_narrowing(tensor, dtype) else dtype, **rest)

    def wide_to(tensor, *args, **named):
        kept = [value for value in args if not is_narrowing(tensor, value)]
        rest = {name: value for name, value in named.items() if not is_narrowing(tensor, value)}
        return to(tensor, *kept, **rest) if kept or rest else tensor

    torch.nn.functional.softmax, torch.Tensor.to = wide_softmax, wide_to
    torch.Tensor.float = lambda tensor: tensor if tensor.dtype == torch.float64 else to_float(tensor)
    try:
        yield
    finally:
        torch.nn.functional.softmax, torch.Tensor.to, torch.Tensor.float = softmax, to, to_float
