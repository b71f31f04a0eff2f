#!/usr/bin/env python3
"""Writes the published profiles that audit-api bundles.

Usage: published.py FOLDER > published-profiles.csv

FOLDER holds the figures behind the paper's charts (arXiv 2504.07008) as CSV files:
position_accuracy.csv, group_similarity_corrected.csv, relative_similarity.csv and
anomaly_norm.csv. Similarities are the recounted ones: the paper's own code counts the pairs
of the whole grid over the cropped one, which makes all group means but corner-corner too small.
"""

import csv
import sys
from pathlib import Path

MODELS = {"sd15": "sd15", "sd21": "sd21", "sdturbo": "sd-turbo"}
GROUPS = {"corner": "corner", "border": "border", "other": "interior"}
SETTINGS = {"cropped_image": "cropped", "cropped_representation": "control"}
LAST_EPOCH = "5"


def rows(folder, name):
    with open(folder / name, newline="") as file:
        yield from csv.DictReader(file)


def profiles(folder):
    for row in rows(folder, "position_accuracy.csv"):
        if row["epoch"] == LAST_EPOCH:
            yield row, f"probe.softmax.accuracy_{row['grid']}", row["accuracy"], ""
    for row in rows(folder, "group_similarity_corrected.csv"):
        if row["group_a"] == row["group_b"]:
            metric = f"similarity.{SETTINGS[row['setting']]}.{GROUPS[row['group_a']]}"
            yield row, metric, row["mean_cosine_recounted"], ""
    for row in rows(folder, "relative_similarity.csv"):
        metric = f"similarity.relative.{GROUPS[row['group']]}"
        yield row, metric, row["relative_similarity_recounted"], ""
    for row in rows(folder, "anomaly_norm.csv"):
        metric = "norm.max_relative_norm"
        yield row, metric, row["mean_relative_norm"], row["std_relative_norm"]


def main():
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(["profile", "layer", "metric", "value", "spread"])
    for row, metric, value, spread in profiles(Path(sys.argv[1])):
        if value not in ("", "nan"):
            out.writerow([MODELS[row["model"]], row["layer"], metric, value, spread])


main()
