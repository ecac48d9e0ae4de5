"""Times one case of the benchmark in PyTorch + PEFT + transformers on the CPU. See README.md for the data file.

Prints the milliseconds of each timed step, the process's peak memory and the threads; with --json as one line.
"""

import argparse
import gc
import json
import os
import resource
import statistics
import sys
import time
import warnings

os.environ.setdefault("HF_HUB_OFFLINE", "1")

import torch
import transformers
from transformers import AutoModelForCausalLM

import defence_steps
import fine_tuning_steps
import post_steps
import steps


def main():
    options = parse_arguments()
    transformers.utils.logging.disable_progress_bar()
    transformers.utils.logging.set_verbosity_error()
    warnings.filterwarnings("ignore", category=FutureWarning)
    torch.manual_seed(0)
    if options.threads:
        torch.set_num_threads(options.threads)
    import_bytes = peak_bytes()
    result = CASES[options.case](options)
    result = {
        "case": options.case,
        **result,
        "peakBytes": peak_bytes(),
        "importBytes": import_bytes,
        "threads": torch.get_num_threads(),
        "torch": torch.__version__,
        "transformers": transformers.__version__,
    }
    print(json.dumps(result) if options.json else describe(result))


def train_case(step):
    """Steps that need nothing but the two batches of their number."""

    def prepare(model, trained, optimizer, data, options):
        alignment, harmful = data["alignment"], data["harmful"]
        return lambda index: step(
            model, trained, optimizer, alignment[index % len(alignment)], harmful[index % len(harmful)], options
        )

    return prepared_case(prepare)


def method_case(prepare):
    """Steps of a method that keeps something between them; its settings come as --method."""
    return prepared_case(
        lambda model, trained, optimizer, data, options: prepare(model, trained, optimizer, data, options.method)
    )


def prepared_case(prepare):
    def run(options):
        data = read_data(options)
        model = load_model(options)
        pad_id = model.config.pad_token_id
        model, trained, optimizer = steps.prepare_training(model, options)
        alignment = [as_tensors(batch, pad_id) for batch in data["alignment"]]
        harmful = [as_tensors(batch, pad_id) for batch in data.get("harmful", [])] or alignment
        step = prepare(model, trained, optimizer, {"alignment": alignment, "harmful": harmful}, options)
        losses = []
        times = timed(lambda index: losses.append(step(index)), options)
        return {**times, "losses": losses, "trainedParameters": sum(p.numel() for p in trained)}

    return run


def antidote_case(options):
    """Each step scores all harmful rows and prunes a fresh adapter."""
    rows = [
        [token for token, is_real in zip(ids, mask) if is_real]
        for batch in read_data(options)["harmful"]
        for ids, mask in zip(batch["input_ids"], batch["attention_mask"])
    ]
    model, trained, _ = steps.prepare_training(load_model(options), options)
    model.eval()
    start = [parameter.detach().clone() for parameter in trained]
    norms = []

    def one(_index):
        with torch.no_grad():
            for parameter, value in zip(trained, start):
                parameter.copy_(value)
        norms.append(post_steps.antidote(model, rows, options.method["denseRatio"]))

    return {**timed(one, options), "losses": norms}


def generate_one(options):
    """Each step is one prompt by itself, as the original evaluation does it."""
    return generate_case(options, batch_size=1)


def generate_batched(options):
    """Each step is --batch-size prompts, padded on the left."""
    return generate_case(options, options.batch_size)


def generate_case(options, batch_size):
    prompts = read_data(options)["prompts"]
    model = load_model(options).eval()
    pad_id = model.config.pad_token_id or 0
    batches = [prompts[start : start + batch_size] for start in range(0, len(prompts), batch_size)]
    new_ids = []

    def one(index):
        batch = batches[index % len(batches)]
        longest = max(map(len, batch))
        ids = torch.tensor([[pad_id] * (longest - len(prompt)) + prompt for prompt in batch])
        mask = torch.tensor([[0] * (longest - len(prompt)) + [1] * len(prompt) for prompt in batch])
        with torch.no_grad():
            output = model.generate(
                input_ids=ids,
                attention_mask=mask,
                do_sample=False,
                num_beams=1,
                max_new_tokens=options.max_new_tokens,
                pad_token_id=pad_id,
            )
        new_ids.append(output[:, longest:].tolist())

    times = timed(one, options)
    return {**times, "prompts": batch_size, "newIds": new_ids[options.warmup :]}


def load_case(options):
    """Each step loads the folder anew; the file is in the system's cache after the warm-up."""

    def one(_index):
        model = load_model(options)
        # from_pretrained only maps the file; one value of each page brings the weights into memory.
        for parameter in model.parameters():
            parameter.detach().view(-1)[::1024].sum().item()
        del model
        gc.collect()

    return timed(one, options)


def memory_case(options):
    """Some steps of --of, for `peakBytes`."""
    return CASES[options.of](options)


CASES = {
    "sft-step": train_case(steps.sft_step),
    "booster-step": train_case(steps.booster_step),
    "vaccine-step": train_case(defence_steps.vaccine_step),
    "vaccine-booster-step": train_case(defence_steps.vaccine_booster_step),
    "harmful-descent-step": train_case(defence_steps.harmful_descent_step),
    "repnoise-step": train_case(defence_steps.repnoise_step),
    **{f"{name}-step": method_case(prepare) for name, prepare in fine_tuning_steps.METHODS.items()},
    "antidote": antidote_case,
    "generate-one": generate_one,
    "generate-batched": generate_batched,
    "load": load_case,
    "memory": memory_case,
}


def timed(one, options):
    """Milliseconds (`ms` by the clock, `cpuMs` of the processor) of --steps calls after --warmup calls that do not count; with --paced as many at a time as a line says."""
    times, cpu_times = [], []

    def take(count):
        for _ in range(count):
            began, cpu_began = time.perf_counter(), time.process_time()
            one(len(times))
            times.append((time.perf_counter() - began) * 1000)
            cpu_times.append((time.process_time() - cpu_began) * 1000)

    take(options.warmup)
    if not options.paced:
        take(options.steps)
    while options.paced and len(times) < options.warmup + options.steps:
        print("ready", flush=True)
        take(int(sys.stdin.readline()))
    return {"ms": times[options.warmup :], "cpuMs": cpu_times[options.warmup :]}


def load_model(options):
    return AutoModelForCausalLM.from_pretrained(options.model, dtype=getattr(torch, options.dtype))


def as_tensors(batch, pad_id):
    """A batch as the Trainer's collator gives it; without `attention_mask` everything but the pad id is attended to."""
    ids, labels = torch.tensor(batch["input_ids"]), torch.tensor(batch["labels"])
    if "attention_mask" in batch:
        mask = torch.tensor(batch["attention_mask"])
    else:
        mask = torch.ones_like(ids) if pad_id is None else ids.ne(pad_id).long()
    return {"input_ids": ids, "attention_mask": mask, "labels": labels}


def read_data(options):
    with open(options.data, encoding="utf8") as file:
        data = json.load(file)
    # A bare list is one alignment batch per step.
    return {"alignment": data} if isinstance(data, list) else data


def peak_bytes():
    """Peak resident bytes of this process (VmHWM; on macOS what getrusage says)."""
    if sys.platform == "linux":
        with open("/proc/self/status", encoding="ascii") as file:
            line = next(line for line in file if line.startswith("VmHWM:"))
        return int(line.split()[1]) * 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def describe(result):
    middle = statistics.median(result["ms"])
    return (
        f"{result['case']}: {middle:.1f} ms (median of {len(result['ms'])}, {min(result['ms']):.1f} to "
        f"{max(result['ms']):.1f}), peak {result['peakBytes'] / 1e6:.0f} MB, {result['threads']} threads"
    )


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("case", choices=sorted(CASES))
    parser.add_argument("--model", required=True, help="folder in Hugging Face layout")
    parser.add_argument("--data", help="JSON file with batches or prompts; not needed by load")
    parser.add_argument("--steps", type=int, default=10)
    parser.add_argument("--warmup", type=int, default=2)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--paced", action="store_true", help="wait for lines with a number of steps, after each 'ready'")
    parser.add_argument("--method", type=json.loads, help="settings of the methods that keep something, as JSON")
    parser.add_argument("--threads", type=int, help="default: torch's own, one per core")
    parser.add_argument("--dtype", choices=["float32", "bfloat16"], default="float32")
    parser.add_argument("--train", choices=["lora", "full"], default="lora")
    parser.add_argument("--rank", type=int, default=32)
    parser.add_argument("--lora-alpha", type=float, default=4)
    parser.add_argument("--targets", default="q_proj,k_proj,v_proj")
    parser.add_argument("--lambda", dest="lam", type=float, default=5.0)
    parser.add_argument("--alpha", type=float, default=0.1)
    parser.add_argument("--rho", type=float, default=2.0, help="radius of Vaccine's shift")
    parser.add_argument("--beta", type=float, default=0.001, help="weight of RepNoise's noise")
    parser.add_argument("--ascent", type=float, default=0.1, help="weight of RepNoise's ascent")
    parser.add_argument("--learning-rate", type=float, default=5e-4)
    parser.add_argument("--weight-decay", type=float, default=0.1)
    parser.add_argument("--max-new-tokens", type=int, default=32)
    parser.add_argument("--batch-size", type=int, default=16, help="prompts per step of generate-batched")
    parser.add_argument("--of", choices=["sft-step", "booster-step", "generate-batched"], default="booster-step")
    options = parser.parse_args()
    if options.data is None and options.case != "load":
        parser.error(f"{options.case} needs --data")
    return options


if __name__ == "__main__":
    main()
