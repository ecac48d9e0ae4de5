"""Writes test/fixtures/parquet/files.json: small Parquet files of pyarrow (in base64) with the rows that pyarrow reads from them.

Needs pyarrow alone: python -m venv V && V/bin/pip install pyarrow==26.0.1 && V/bin/python test/reference/parquet/make_parquet.py
All texts are invented.
"""

import base64
import io
import json
from datetime import date, datetime, timezone
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

TARGET = Path(__file__).resolve().parents[2] / "fixtures" / "parquet" / "files.json"


def flat(count):
    """Texts with many repeats and with none, nulls, numbers, truth values."""
    return pa.table(
        {
            "prompt": [f"ask {i} ünï 🌍" for i in range(count)],
            "kind": [["nut", "leaf", "root"][i % 3] for i in range(count)],
            "label": pa.array([i % 4 for i in range(count)], pa.int64()),
            "score": pa.array([None if i % 5 == 0 else i / 7 for i in range(count)], pa.float64()),
            "is_safe": pa.array([i % 2 == 0 for i in range(count)]),
            "note": pa.array([None if i % 3 else f"note {i}" for i in range(count)]),
        }
    )


def nested(count):
    """A structure of truth values as BeaverTails has it, and lists that pages cut anywhere."""
    return pa.table(
        {
            "prompt": [f"ask {i}" for i in range(count)],
            "category": [
                None if i % 7 == 0 else {"soup,stew": i % 2 == 0, "bread": i % 3 == 0} for i in range(count)
            ],
            "choices": [None if i % 6 == 5 else [f"c{i}.{j}" for j in range(i % 4)] for i in range(count)],
            "turns": [[{"role": "user", "text": f"t{i}.{j}"} for j in range(i % 3)] for i in range(count)],
        }
    )


def odd():
    return pa.table(
        {
            "prompt": ["a", "b"],
            "day": [date(2024, 2, 29), None],
            "at": pa.array([datetime(2024, 2, 29, 12, 30, tzinfo=timezone.utc)] * 2, pa.timestamp("ms", "UTC")),
            "big": pa.array([2**60, 5], pa.int64()),
        }
    )


def written(table, **options):
    sink = io.BytesIO()
    pq.write_table(table, sink, **options)
    return sink.getvalue()


def plain(value):
    """A value as JSON holds it; see toPlainValue."""
    if isinstance(value, datetime):
        return value.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    if isinstance(value, date):
        return value.strftime("%Y-%m-%dT00:00:00.000Z")
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > 2**53:
        return str(value)
    if isinstance(value, dict):
        return {name: plain(part) for name, part in value.items()}
    if isinstance(value, list):
        return [plain(part) for part in value]
    return value


FILES = {
    "snappy": (flat(60), {"compression": "snappy"}),
    "gzip, three groups": (flat(60), {"compression": "gzip", "row_group_size": 23}),
    "zstd, no dictionary": (flat(60), {"compression": "zstd", "use_dictionary": False}),
    "brotli, pages of version 2": (flat(60), {"compression": "brotli", "data_page_version": "2.0"}),
    "lz4, many pages": (flat(400), {"compression": "lz4", "data_page_size": 256, "write_batch_size": 16}),
    "uncompressed": (flat(10), {"compression": "none"}),
    "delta encoding": (
        flat(60),
        {"use_dictionary": False, "column_encoding": {"prompt": "DELTA_BYTE_ARRAY", "label": "DELTA_BINARY_PACKED"}},
    ),
    "nested": (nested(40), {}),
    "nested, many pages": (nested(200), {"data_page_size": 64, "write_batch_size": 8, "row_group_size": 90}),
    "nested, pages of version 2": (
        nested(100),
        {"data_page_size": 64, "write_batch_size": 8, "data_page_version": "2.0"},
    ),
    "dates and large numbers": (odd(), {}),
    "no rows": (flat(0), {}),
}


def main():
    files = {}
    for name, (table, options) in FILES.items():
        content = written(table, **options)
        rows = [plain(row) for row in pq.read_table(io.BytesIO(content)).to_pylist()]
        files[name] = {"content": base64.b64encode(content).decode(), "rows": rows}
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(json.dumps({"pyarrow": pa.__version__, "files": files}, ensure_ascii=False) + "\n", encoding="utf8")


main()
