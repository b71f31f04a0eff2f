"""Writes the bounds of the bundled checkpoint from the metrics.csv of several runs of it.

usage: default_bounds.py UNET.onnx METRICS.csv [METRICS.csv ...] > default-bounds.csv

UNET.onnx is the bundled checkpoint's: the rows that follow from its runs name it by its hash, and
hold for no other.

Each block of the U-Net gets, for each metric, the largest value over its layers, the audits' own
timesteps and the runs, plus a margin: three times the largest standard deviation over runs that a layer of the block
shows, at least the metric's floor. A share is never bounded at 1, but half way there. Corners less
alike than the same content elsewhere are no anomaly: a difference is not bounded below 0.05. The
timestep that only the full tier has gets rows of its own, from the runs at it.
"""
import collections
import csv
import hashlib
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
# Those that follow from no run: they hold for any checkpoint.
FIXED = [
    ["FiniteActivationAudits.*", "finite.non_finite", "**", "*", "*", "", "0",
     "a sound checkpoint has no activation that is NaN or infinite"],
    ["LayerHealthAudits.*", "health.dead_channels", "**", "*", "*", "", "0.05",
     "a dead layer has 1; holds for any checkpoint"],
    ["LayerHealthAudits.*", "health.participation_ratio", "**", "*", "*", "0.00001", "",
     "a layer whose tokens lie on a line has 0; holds for any checkpoint"],
    ["LayerHealthAudits.*", "health.update", "**", "*", "*", "0.000001", "",
     "a module that adds nothing has 0; holds for any checkpoint"],
    ["LayerHealthAudits.*", "health.fp16_headroom", "**", "*", "*", "1", "",
     "below 1 bit an image may overflow in half precision; holds for any checkpoint"],
    ["FidelityAudits.sameButForRounding", "fidelity.relative_change", "**", "*", "*", "", "0.02",
     "a cast to half precision moves a layer by up to 0.005; holds for any checkpoint"],
    ["FidelityAudits.muchTheSame", "fidelity.relative_change", "**", "*", "*", "", "0.4",
     "whoever uses representations notices when half of one is another; if it was trained on since say -Daudit.fidelity=fine-tune; holds for any checkpoint"],
    ["FidelityAudits.muchTheSame", "fidelity.relative_change", "conv_out", "*", "*", "", "0.04",
     "whoever uses the predicted noise notices when 5 % of it is another; if it was trained on since say -Daudit.fidelity=fine-tune; holds for any checkpoint"],
    ["FidelityAudits.somethingInCommon", "fidelity.relative_change", "**", "*", "*", "", "0.9",
     "a layer that is gone moves by 1 and one that has nothing in common by 1.4; holds for any checkpoint"],
    ["FidelityAudits.*", "fidelity.lost_images", "**", "*", "*", "", "0",
     "an image that was finite stays finite; holds for any checkpoint"],
]
FULL_TIER_ONLY = 800
HEADER = ["audit", "metric", "layer", "timestep", "checkpoint", "at_least", "at_most", "note"]
ANY = "*"
DIGITS = 16


def read(files):
    """Returns metric, bounded timestep -> block -> (layer, timestep) -> values over runs, in order."""
    values = {(metric, cell): collections.defaultdict(lambda: collections.defaultdict(list))
              for metric in CHECKED for cell in ("*", str(FULL_TIER_ONLY))}
    for name in files:
        with open(name, newline="", encoding="utf-8") as file:
            for row in csv.DictReader(file):
                if row["metric"] in CHECKED and row["value"]:
                    key = row["layer"], int(row["timestep"])
                    cell = str(FULL_TIER_ONLY) if key[1] == FULL_TIER_ONLY else "*"
                    values[row["metric"], cell][row["block"]][key].append(float(row["value"]))
    return values


def bound(points, floor, smallest, limit):
    """Returns the bound of a block, its largest value and where that is, and its deviation."""
    place, largest = max(((key, max(runs)) for key, runs in points.items()), key=lambda entry: entry[1])
    deviation = max(statistics.stdev(runs) for runs in points.values())
    at_most = max(smallest, min(largest + max(3 * deviation, floor), (largest + limit) / 2))
    return math.ceil(at_most * 1000) / 1000, largest, place, deviation


def checkpoint(unet):
    """Returns what a row says that holds for one checkpoint alone."""
    with open(unet, "rb") as file:
        return "sha256:" + hashlib.sha256(file.read()).hexdigest()[:DIGITS]


def main(unet, files):
    bundled = checkpoint(unet)
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(HEADER)
    out.writerows(FIXED)
    out.writerow(["PositionalEmbeddingAudits.*", "probe.*.selectivity_8", "**", "*", ANY, "", "unbounded",
                  "deliberately without a bound: there with audit.control=random only"])
    for (metric, cell), blocks in read(files).items():
        audit, floor, smallest, limit = CHECKED[metric]
        for block, points in blocks.items():
            at_most, largest, (layer, timestep), deviation = bound(points, floor, smallest, limit)
            runs = max(len(values) for values in points.values())
            note = (f"largest of {runs} runs {largest:.4f} at {layer} t={timestep}; "
                    f"deviation over runs up to {deviation:.4f}; margin 3 deviations or {floor}"
                    + (f"; not below {smallest}" if at_most == smallest else ""))
            glob = block if block.startswith("conv_") else block + ".**"
            out.writerow([audit, metric, glob, cell, bundled, "", f"{at_most:g}", note])


if len(sys.argv) < 4:
    sys.exit(__doc__)
main(sys.argv[1], sys.argv[2:])
