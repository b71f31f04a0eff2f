"""Exports a diffusers folder with PyTorch's TorchScript exporter.

usage: export_torchscript.py TUNED EXPORTED [--half]

With --half the U-Net is in float16: give it only if that is what you ship.
"""

import sys

import torch

from folders import arguments
from parts import export_pipeline


def export(part, file):
    torch.onnx.export(
        part.module,
        tuple(part.example.values()),
        file,
        dynamo=False,
        opset_version=17,
        input_names=list(part.example),
        output_names=part.outputs,
        dynamic_axes=part.open_axes,
    )


if __name__ == "__main__":
    tuned, exported = arguments("export_torchscript.py TUNED EXPORTED [--half]", 2)
    export_pipeline(tuned, exported, "--half" in sys.argv, export)
