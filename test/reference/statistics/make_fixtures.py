"""Writes fixtures.json: SciPy's and statsmodels' answers for src/lab/statistics.

Needs the packages of requirements.txt: python make_fixtures.py (in an environment that has them).
"""

import json
import random
from pathlib import Path

import scipy
import statsmodels

from reference import bootstrap, holm, kappa, mcnemar, net, paired, student, wilson


def resampled(draw, sizes, resamples):
    strata = [
        {"baseline": [int(draw.random() < 0.6) for _ in range(n)], "treatment": [int(draw.random() < 0.3) for _ in range(n)]}
        for n in sizes
    ]
    indices = [[[draw.randrange(n) for _ in range(n)] for _ in range(resamples)] for n in sizes]
    return {"strata": strata, "indices": indices, **bootstrap(strata, indices)}


def main():
    draw = random.Random(3)
    percent = lambda n: [round(draw.uniform(0, 100), 2) for _ in range(n)]
    samples = [[73.3, 51.7, 95.0, 80.8, 65.8], [0.0, 0.8], [1e6 + 0.1, 1e6 + 0.2, 1e6 + 0.4]]
    samples += [percent(n) for n in (2, 3, 4, 5, 8, 10, 30, 100)]
    pairs = [(percent(n), percent(n)) for n in (2, 3, 5, 8, 20)]
    counts = [(0, 1), (1, 1), (0, 120), (120, 120), (1, 120), (5, 120), (60, 120), (3, 7), (999, 1000), (12345, 54321)]
    disagreements = [(0, 0), (1, 0), (0, 5), (3, 9), (12, 12), (12, 13), (20, 4), (5, 20), (24, 1), (100, 80), (466, 0)]
    tables = [(20, 5, 10, 15), (1, 0, 1, 5), (8, 2, 0, 10), (0, 3, 4, 0), (0, 1, 1, 98), (166, 22, 23, 39), (24, 8, 13, 15), (9000, 3, 1, 996)]
    tests = [[0.01, 0.04, 0.03, 0.005], [0.2], [0.5, 0.5, 0.9], [0.02, 0.02, 0.02], [draw.random() ** 3 for _ in range(12)]]
    fixtures = {
        "madeWith": {"scipy": scipy.__version__, "statsmodels": statsmodels.__version__},
        "student": [student(values) for values in samples],
        "paired": [paired(*pair) for pair in pairs],
        "wilson": [wilson(*count) for count in counts],
        "mcnemar": [mcnemar(*count) for count in disagreements],
        "kappa": [kappa(*counts) for counts in tables],
        "holm": [holm(values) for values in tests],
        "bootstrap": [resampled(draw, sizes, 40) for sizes in ([12], [8, 10, 6])],
        "net": [{"case": case, "probabilities": net(*case)} for case in ([10, 3, 1], [20, 0, 7], [30, 12, 11], [15, 15, 0])],
    }
    path = Path(__file__).with_name("fixtures.json")
    path.write_text(json.dumps(fixtures, indent=None, separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
