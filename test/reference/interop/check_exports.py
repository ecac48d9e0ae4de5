"""Reads what `lab export-runs` wrote with the programs it was written for, and says what they see.

    pip install mlflow-skinny tensorboard huggingface_hub wandb
    for form in mlflow tensorboard wandb model-card; do npm run lab -- export-runs last --to $form --out FOLDER/$form; done
    MLFLOW_ALLOW_FILE_STORE=true python test/reference/interop/check_exports.py FOLDER

Fails where a program refuses a file, or where the four do not agree on the runs' final scores.
"""
import json
import os
import subprocess
import sys
from pathlib import Path

from huggingface_hub import ModelCard
from mlflow.tracking import MlflowClient
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

root = Path(sys.argv[1]).resolve()
client = MlflowClient(tracking_uri=(root / "mlflow").as_uri())
runs = {run.info.run_name: run for exp in client.search_experiments() for run in client.search_runs([exp.experiment_id])}
folders = sorted(path.parent for path in (root / "wandb").glob("*/run.json"))
assert sorted(runs) == [folder.name for folder in folders], "MLflow and W&B see other runs"
points = 0
for folder in folders:
    run = runs[folder.name]
    summary = json.loads((folder / "summary.json").read_text())
    final = {name.removeprefix("final/"): value for name, value in run.data.metrics.items() if name.startswith("final/")}
    events = EventAccumulator(str(root / "tensorboard" / folder.name), size_guidance={"scalars": 0}).Reload()
    card = ModelCard.load(root / "model-card" / folder.name / "README.md")
    results = {result.metric_type: result.metric_value for result in card.data.eval_results}
    for name, value in summary.items():
        mlflow_name = name.replace("HS+", "HS-plus").replace("(", "").replace(")", "")
        assert abs(final[mlflow_name] - value) < 1e-9, name
        assert abs(results[name] - value) < 1e-9, name
        assert abs(events.Scalars(f"evaluate/{name}")[-1].value - value) < 1e-4, name
    for tag in events.Tags()["scalars"]:
        if not tag.startswith("evaluate/"):
            history = client.get_metric_history(run.info.run_id, tag)
            ours = [(point.step, point.value) for point in events.Scalars(tag)]
            theirs = [(metric.step, metric.value) for metric in history]
            assert [step for step, _ in ours] == [step for step, _ in theirs], tag
            assert all(abs(a - b) <= 1e-6 * max(1, abs(b)) for (_, a), (_, b) in zip(ours, theirs)), tag
            points += len(ours)
environment = {**os.environ, "WANDB_MODE": "offline", "WANDB_SILENT": "true", "WANDB_DIR": str(root / "wandb-offline")}
(root / "wandb-offline").mkdir(exist_ok=True)
subprocess.run([sys.executable, str(root / "wandb" / "log_runs.py")], check=True, env=environment)
logged = len(list((root / "wandb-offline" / "wandb").glob("offline-run-*")))
assert logged == len(folders), f"W&B logged {logged} of {len(folders)} runs"
print(f"{len(folders)} runs: MLflow, TensorBoard, W&B (offline) and the model cards agree on {points} points and every final score.")
