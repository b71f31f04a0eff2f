"""Exports a diffusers folder with PyTorch's dynamo exporter.

usage: export_dynamo.py TUNED EXPORTED [--half] [--unet]

With --half the U-Net is in float16: give it only if that is what you ship. With --unet its encoders
are left out.
"""

import torch

from parts import LATENT_MULTIPLE, export_folder


def sizes(part):
    """What may be of any size: equal names are equal sizes, and heights and widths multiples."""
    dims = {}

    def size(name):
        dim = dims.setdefault(name, torch.export.Dim(name))
        return LATENT_MULTIPLE * dim if name in ("height", "width") else dim

    return tuple(
        {axis: size(name) for axis, name in part.open_axes.get(tensor, {}).items()}
        for tensor in part.example
    )


def export(part, file):
    torch.onnx.export(
        part.module,
        tuple(part.example.values()),
        file,
        dynamo=True,
        opset_version=18,
        input_names=list(part.example),
        output_names=part.outputs,
        dynamic_shapes=(sizes(part),) if part.name == "unet" else sizes(part),
        external_data=True,
    )


if __name__ == "__main__":
    export_folder("export_dynamo.py", export)
