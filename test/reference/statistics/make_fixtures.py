"""Writes fixtures.json: SciPy's and statsmodels' answers for src/lab/statistics.

Needs scipy and statsmodels: python make_fixtures.py (in an environment that has both).
"""

import json
import random
from pathlib import Path

import scipy
import statsmodels
from scipy import stats
from statsmodels.stats.proportion import proportion_confint


def student(values):
    mean, sem = stats.tmean(values), stats.sem(values)
    low, high = stats.t.interval(0.95, len(values) - 1, loc=mean, scale=sem)
    return {"values": values, "mean": mean, "sd": stats.tstd(values), "low": low, "high": high}


def paired(baseline, treatment):
    test = stats.ttest_rel(treatment, baseline)
    interval = test.confidence_interval(0.95)
    return {
        "baseline": baseline,
        "treatment": treatment,
        "mean": stats.tmean([b - a for a, b in zip(baseline, treatment)]),
        "low": interval.low,
        "high": interval.high,
    }


def wilson(successes, n):
    low, high = proportion_confint(successes, n, alpha=0.05, method="wilson")
    return {"successes": successes, "n": n, "low": 100 * low, "high": 100 * high}


def main():
    draw = random.Random(3)
    percent = lambda n: [round(draw.uniform(0, 100), 2) for _ in range(n)]
    samples = [[73.3, 51.7, 95.0, 80.8, 65.8], [0.0, 0.8], [1e6 + 0.1, 1e6 + 0.2, 1e6 + 0.4]]
    samples += [percent(n) for n in (2, 3, 4, 5, 8, 10, 30, 100)]
    pairs = [(percent(n), percent(n)) for n in (2, 3, 5, 8, 20)]
    counts = [(0, 1), (1, 1), (0, 120), (120, 120), (1, 120), (5, 120), (60, 120), (3, 7), (999, 1000), (12345, 54321)]
    fixtures = {
        "madeWith": {"scipy": scipy.__version__, "statsmodels": statsmodels.__version__},
        "student": [student(values) for values in samples],
        "paired": [paired(*pair) for pair in pairs],
        "wilson": [wilson(*count) for count in counts],
    }
    path = Path(__file__).with_name("fixtures.json")
    path.write_text(json.dumps(fixtures, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
