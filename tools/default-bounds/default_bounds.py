"""Writes the bounds of the bundled checkpoint from the metrics.csv of several runs of it.

usage: default_bounds.py METRICS.csv [METRICS.csv ...] > default-bounds.csv

Each block of the U-Net gets, for each metric, the largest value over its layers, the timesteps and the
runs, plus a margin: three times the largest standard deviation over runs that a layer of the block
shows, at least the metric's floor. A share is never bounded at 1, but half way there. Corners less
alike than the same content elsewhere are no anomaly: a difference is not bounded below 0.05.
"""
import collections
import csv
import math
import statistics
import sys

# metric: audit, floor of the margin, smallest bound, largest value possible
CHECKED = {
    "probe.lda.accuracy_8": ("PositionalEmbeddingAudits.*", 0.02, 0.0, 1.0),
    "probe.softmax.accuracy_8": ("PositionalEmbeddingAudits.*", 0.02, 0.0, 1.0),
    "similarity.difference.corner": ("CornerSimilarityAudits.*", 0.02, 0.05, 2.0),
    "norm.prevalence_robust_z8": ("HighNormAudits.*", 0.001, 0.0, 1.0),
    "norm.max_relative_norm": ("HighNormAudits.*", 0.1, 0.0, math.inf),
    "norm.recurrence": ("HighNormAudits.*", 0.03, 0.0, 1.0),
}
HEADER = ["audit", "metric", "layer", "timestep", "at_least", "at_most", "note"]


def read(files):
    """Returns metric -> block -> (layer, timestep) -> values over runs, blocks in execution order."""
    values = {metric: collections.defaultdict(lambda: collections.defaultdict(list)) for metric in CHECKED}
    for name in files:
        with open(name, newline="", encoding="utf-8") as file:
            for row in csv.DictReader(file):
                if row["metric"] in CHECKED and row["value"]:
                    key = row["layer"], int(row["timestep"])
                    values[row["metric"]][row["block"]][key].append(float(row["value"]))
    return values


def bound(points, floor, smallest, limit):
    """Returns the bound of a block, its largest value and where that is, and its deviation."""
    place, largest = max(((key, max(runs)) for key, runs in points.items()), key=lambda entry: entry[1])
    deviation = max(statistics.stdev(runs) for runs in points.values())
    at_most = max(smallest, min(largest + max(3 * deviation, floor), (largest + limit) / 2))
    return math.ceil(at_most * 1000) / 1000, largest, place, deviation


def main(files):
    if len(files) < 2:
        sys.exit(__doc__)
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(HEADER)
    out.writerow(["FiniteActivationAudits.*", "finite.non_finite", "**", "*", "", "0",
                  "a sound checkpoint has no activation that is NaN or infinite"])
    for metric, blocks in read(files).items():
        audit, floor, smallest, limit = CHECKED[metric]
        for block, points in blocks.items():
            at_most, largest, (layer, timestep), deviation = bound(points, floor, smallest, limit)
            runs = max(len(values) for values in points.values())
            note = (f"largest of {runs} runs {largest:.4f} at {layer} t={timestep}; "
                    f"deviation over runs up to {deviation:.4f}; margin 3 deviations or {floor}"
                    + (f"; not below {smallest}" if at_most == smallest else ""))
            glob = block if block.startswith("conv_") else block + ".**"
            out.writerow([audit, metric, glob, "*", "", f"{at_most:g}", note])


main(sys.argv[1:])
