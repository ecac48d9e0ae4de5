"""Writes agreement.json: scikit-learn's kappa and confusion counts for src/lab/statistics/agreement.ts.

Needs scikit-learn: python make_agreement.py (in an environment that has it).
"""

import json
import random
from pathlib import Path

import sklearn
from sklearn.metrics import cohen_kappa_score, confusion_matrix


def case(left, right):
    counts = confusion_matrix(left, right, labels=[True, False]).tolist()
    (both, only_left), (only_right, neither) = counts
    return {
        "left": left,
        "right": right,
        "both": both,
        "onlyLeft": only_left,
        "onlyRight": only_right,
        "neither": neither,
        "kappa": float(cohen_kappa_score(left, right)),
    }


def main():
    draw = random.Random(5)
    cases = [case([True, False], [True, False]), case([True, False], [False, True])]
    for n, rate, agreement in ((7, 0.5, 0.5), (20, 0.3, 0.9), (100, 0.1, 0.8), (250, 0.7, 0.6), (60, 0.5, 0.1)):
        left = [draw.random() < rate for _ in range(n)]
        right = [value if draw.random() < agreement else draw.random() < rate for value in left]
        cases.append(case(left, right))
    # One judge says the same of all: kappa is 0 however often they agree.
    cases.append(case([True] * 9 + [False], [True] * 10))
    lines = ",\n".join(f"    {json.dumps(each)}" for each in cases)
    path = Path(__file__).parent / "agreement.json"
    path.write_text(f'{{\n  "madeWith": {{ "scikit-learn": "{sklearn.__version__}" }},\n  "cases": [\n{lines}\n  ]\n}}\n')


if __name__ == "__main__":
    main()
