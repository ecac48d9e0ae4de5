"""SciPy's and statsmodels' answers for src/lab/statistics; `parity.ts` asks over stdin and stdout, make_fixtures.py imports it."""

import json
import sys

import numpy as np
from scipy import stats
from statsmodels.stats.contingency_tables import mcnemar as statsmodels_mcnemar
from statsmodels.stats.inter_rater import cohens_kappa
from statsmodels.stats.multitest import multipletests
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
        "p": test.pvalue,
    }


def wilson(successes, n):
    low, high = proportion_confint(successes, n, alpha=0.05, method="wilson")
    return {"successes": successes, "n": n, "low": 100 * low, "high": 100 * high}


def mcnemar(only_first, only_second):
    exact = only_first + only_second < 25
    result = statsmodels_mcnemar([[1, only_first], [only_second, 1]], exact=exact, correction=True)
    return {
        "onlyFirst": only_first,
        "onlySecond": only_second,
        "method": "exact" if exact else "chi-square",
        "statistic": float(result.statistic),
        "p": float(result.pvalue),
    }


def kappa(both, only_left, only_right, neither):
    result = cohens_kappa([[both, only_left], [only_right, neither]])
    return {
        "both": both,
        "onlyLeft": only_left,
        "onlyRight": only_right,
        "neither": neither,
        "kappa": float(result.kappa),
        "standardError": float(result.std_kappa),
        "low": float(result.kappa_low),
        "high": float(result.kappa_upp),
    }


def holm(p_values):
    return {"pValues": p_values, "corrected": multipletests(p_values, method="holm")[1].tolist()}


def bootstrap(strata, indices):
    """The percentile interval over resamples given as indices: indices[stratum][resample] are rows of that stratum."""
    pairs = sum(len(stratum["baseline"]) for stratum in strata)
    sums = 0
    for stratum, rows in zip(strata, indices):
        difference = np.array(stratum["treatment"], int) - np.array(stratum["baseline"], int)
        sums = sums + difference[np.array(rows)].sum(axis=1)
    low, high = np.percentile(100 * sums / pairs, [2.5, 97.5])
    return {"low": low, "high": high}


def many_bootstraps(strata, resamples, seed):
    """The same with indices drawn by NumPy."""
    draw = np.random.default_rng(seed)
    sizes = [len(stratum["baseline"]) for stratum in strata]
    return bootstrap(strata, [draw.integers(0, size, (resamples, size)) for size in sizes])


def net(items, gains, losses):
    """Probabilities of gains − losses among `items` draws: the distribution of one draw convolved with itself."""
    once = np.array([losses, items - gains - losses, gains]) / items
    total = np.array([1.0])
    for _ in range(items):
        total = np.convolve(total, once)
    return total.tolist()


if __name__ == "__main__":
    asked = json.load(sys.stdin)
    answers = {
        "student": [student(values) for values in asked["student"]],
        "paired": [paired(*pair) for pair in asked["paired"]],
        "wilson": [wilson(*count) for count in asked["wilson"]],
        "mcnemar": [mcnemar(*count) for count in asked["mcnemar"]],
        "kappa": [kappa(*counts) for counts in asked["kappa"]],
        "holm": [holm(values) for values in asked["holm"]],
        "bootstrap": [bootstrap(case["strata"], case["indices"]) for case in asked["bootstrap"]],
        "drawn": [many_bootstraps(case["strata"], 20_000, 7) for case in asked["bootstrap"]],
        "net": [net(*case) for case in asked["net"]],
    }
    json.dump(answers, sys.stdout)
