"""Writes test/fixtures/categories/files.json: small test sets in BeaverTails' layout as pandas and pyarrow write them (in base64).

The prompts are invented and harmless; the categories are four of BeaverTails', in which a row may have several or none.
Needs pandas and pyarrow: python -m venv V && V/bin/pip install pandas==3.1.1 pyarrow==26.0.1 && V/bin/python test/reference/categories/make_categories.py
"""

import base64
import io
import json
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

TARGET = Path(__file__).resolve().parents[2] / "fixtures" / "categories" / "files.json"
NAMES = ["animal_abuse", "discrimination,stereotype,injustice", "privacy_violation", "violence,aiding_and_abetting,incitement"]
CHOSEN = [[0], [1, 3], [], [2], [0, 1, 2, 3], [3]]


def make_rows():
    return [
        {
            "prompt": f"how do i make dish {index}, with \"salt\"?",
            "response": f"mix part {index}\nand stir, then wait",
            "category": {name: place in chosen for place, name in enumerate(NAMES)},
            "is_safe": not chosen,
        }
        for index, chosen in enumerate(CHOSEN)
    ]


def parquet(table, **options):
    buffer = io.BytesIO()
    pq.write_table(table, buffer, **options)
    return buffer.getvalue()


def with_category(rows, make):
    return [{**row, "category": make(row["category"])} for row in rows]


def main():
    rows = make_rows()
    table = pa.Table.from_pylist(rows)
    names = with_category(rows, lambda flags: [name for name, applies in flags.items() if applies])
    first = with_category(rows, lambda flags: next((name for name, applies in flags.items() if applies), None))
    as_json = with_category(rows, json.dumps)
    files = {
        "struct.parquet": parquet(table),
        "struct-groups.parquet": parquet(table, compression="zstd", row_group_size=4, use_dictionary=False),
        "list.parquet": parquet(pa.Table.from_pylist(names)),
        "flattened.parquet": parquet(table.flatten()),
        "one.parquet": parquet(pa.Table.from_pylist(first)),
        "struct.csv": pd.DataFrame(rows).to_csv(index=False).encode(),
        "list.csv": pd.DataFrame(names).to_csv(index=False).encode(),
        "array.csv": table.set_column(2, "category", pa.array([row["category"] for row in names])).to_pandas().to_csv(index=False).encode(),
        "flattened.csv": table.flatten().to_pandas().to_csv(index=False).encode(),
        "one.csv": pd.DataFrame(first).to_csv(index=False).encode(),
        "json.csv": pd.DataFrame(as_json).to_csv(index=False).encode(),
    }
    expected = [[NAMES[place] for place in chosen] for chosen in CHOSEN]
    content = {
        "madeWith": {"pandas": pd.__version__, "pyarrow": pa.__version__},
        "categories": expected,
        "files": {name: base64.b64encode(data).decode() for name, data in files.items()},
    }
    TARGET.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
