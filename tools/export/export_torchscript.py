"""Exports a diffusers folder with PyTorch's TorchScript exporter.

usage: export_torchscript.py TUNED EXPORTED [--half] [--unet]

With --half the U-Net is in float16: give it only if that is what you ship. With --unet its encoders
are left out.
"""

import torch

from parts import export_folder


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
    export_folder("export_torchscript.py", export)
