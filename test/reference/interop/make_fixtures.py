"""Makes the files of other programs that test/lab/interop reads, with those programs themselves.

    pip install mlflow-skinny tensorboard tensorboardX polars
    MLFLOW_ALLOW_FILE_STORE=true python test/reference/interop/make_fixtures.py

Everything in them is invented. Versions that wrote the committed files: mlflow-skinny 3.17.2, tensorboard 2.21.0, polars 1.x.
"""
import json
import shutil
from pathlib import Path

import polars as pl
from mlflow.tracking import MlflowClient
from tensorboard.compat.proto.event_pb2 import Event
from tensorboard.compat.proto.summary_pb2 import Summary
from tensorboard.compat.proto.tensor_pb2 import TensorProto
from tensorboard.compat.proto.types_pb2 import DT_FLOAT
from tensorboard.summary.writer.event_file_writer import EventFileWriter
from tensorboardX import SummaryWriter

here = Path(__file__).resolve().parents[2] / "lab" / "interop" / "fixtures"
shutil.rmtree(here, ignore_errors=True)

# TensorBoard: the old form (simple_value, as PyTorch writes it) and the new one (a tensor).
writer = SummaryWriter(str(here / "tensorboard" / "old"), filename_suffix=".test")
for step in range(5):
    writer.add_scalar("train/loss", 1 / (step + 1), step * 10, walltime=1_700_000_000 + step)
writer.add_scalar("train/broken", float("nan"), 3, walltime=1_700_000_000)
writer.close()
tensors = EventFileWriter(str(here / "tensorboard" / "new"))
for step in range(3):
    tensor = TensorProto(dtype=DT_FLOAT, float_val=[float(step) ** 2])
    tensors.add_event(Event(wall_time=1_700_000_000, step=step, summary=Summary(value=[Summary.Value(tag="square", tensor=tensor)])))
tensors.close()

# MLflow's file store.
client = MlflowClient(tracking_uri=(here / "mlruns").as_uri())
experiment = client.create_experiment("invented")
run = client.create_run(experiment, run_name="first-run", start_time=1_700_000_000_000)
client.log_param(run.info.run_id, "learning_rate", "0.001")
for step in range(4):
    client.log_metric(run.info.run_id, "eval/accuracy", 0.5 + step / 10, timestamp=1_700_000_000_000 + step, step=step)
client.set_terminated(run.info.run_id, end_time=1_700_000_010_000)
for meta in (here / "mlruns").rglob("meta.yaml"):
    # A machine's folders do not belong in the repository.
    meta.write_text("".join(f"{line}\n" for line in meta.read_text().splitlines() if "file:///" not in line))
shutil.rmtree(here / "mlruns" / "0", ignore_errors=True)
shutil.rmtree(here / "mlruns" / ".trash", ignore_errors=True)

# TamperBench: evaluation.json and evaluator_scores.parquet as its base class writes them (polars).
for attack, score in [("lora_finetune", 0.625), ("no_weight_modification", 0.125)]:
    folder = here / "tamperbench" / "tiny-model" / attack / "base" / "tamperbench_evaluation" / "strong_reject"
    folder.mkdir(parents=True)
    pl.DataFrame({"metric_name": ["strong_reject_score"], "metric_value": [score]}).write_json(folder / "evaluation.json")
    rows = [score] * 8
    pl.DataFrame({"prompt": ["how do i make lumipo ?"] * 8, "response": ["mix"] * 8, "score": rows}).write_parquet(
        folder / "evaluator_scores.parquet"
    )

# The Booster authors' score files, in the form of their eval_sentiment.py and pred_eval.py.
reference = here / "reference"
reference.mkdir()
rows = [{"instruction": "how do i make lumipo ?", "output": "mix", "violoate_catogory:": ["invented"] if row < 3 else []} for row in range(12)]
(reference / "Tiny_smooth_5_0.1_0.1_1000_sentiment_eval.json").write_text(
    json.dumps([*rows, "final  score:25.00", "final  score+:33.33"], indent=4)
)
answers = [{"instruction": "is it good ?", "output": "positive", "correct": "true" if row else "false"} for row in range(8)]
(reference / "Tiny_smooth_5_0.1_0.1_1000_sst2.json").write_text(json.dumps([*answers, "score=87.50"], indent=4))
