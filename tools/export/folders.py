"""Diffusers folders: reading a pipeline, and writing one where there is nothing yet."""

import json
import re
import sys
from pathlib import Path
from typing import NoReturn

import diffusers
import torch
import transformers
from safetensors import safe_open


def stop(message) -> NoReturn:
    """Ends the script with one sentence that says what was wrong."""
    sys.exit(f"{Path(sys.argv[0]).name}: {message}")


def arguments(usage, count):
    """Returns the script's arguments, of which there are `count`; options begin with two dashes."""
    given = [argument for argument in sys.argv[1:] if not argument.startswith("--")]
    options = {argument.split("=")[0] for argument in sys.argv[1:] if argument.startswith("--")}
    if len(given) != count or not options <= set(re.findall(r"\[(--\w+)", usage)):
        stop(f"usage: {usage}")
    return [Path(argument) for argument in given]


def pipeline_class(folder):
    """Returns diffusers' class for the pipeline in a folder, as its model_index.json names it."""
    index = folder / "model_index.json"
    if not index.is_file():
        stop(f"{folder} is no diffusers folder: it has no model_index.json.")
    name = json.loads(index.read_text())["_class_name"]
    if not hasattr(diffusers, name):
        stop(f"{folder} is a {name}, which diffusers {diffusers.__version__} does not have.")
    return getattr(diffusers, name)


def check_text_encoders(folder):
    """Stops where a text encoder's weights have names that the Transformers here does not know.

    They would be drawn at random, with no more than a warning.
    """
    if int(transformers.__version__.split(".")[0]) >= 5:
        return
    for file in sorted(folder.glob("text_encoder*/*.safetensors")):
        with safe_open(file, "pt") as weights:
            if not any(name.startswith("text_model.") for name in weights.keys()):  # noqa: SIM118
                stop(
                    f"{file} is by Transformers 5, and {transformers.__version__} would draw its"
                    " weights at random: write the folder in this environment."
                )


def read_pipeline(folder, dtype=torch.float32, **parts):
    """Reads the pipeline in a folder, with some of its parts given, from this machine alone."""
    kind = pipeline_class(folder)
    check_text_encoders(folder)
    return kind.from_pretrained(folder, torch_dtype=dtype, local_files_only=True, **parts)


def read_unet(folder, dtype=torch.float32):
    """Reads the U-Net in a folder."""
    if not (folder / "config.json").is_file():
        stop(f"{folder} has no U-Net: there is no config.json.")
    return diffusers.UNet2DConditionModel.from_pretrained(
        folder, torch_dtype=dtype, local_files_only=True
    )


def write_pipeline(pipeline, folder):
    """Writes a pipeline to a folder that is not there yet or is empty."""
    check_empty(folder)
    pipeline.save_pretrained(folder)


def check_empty(folder):
    """Stops where a folder has something in it, which would be mixed with what is written."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        stop(f"{folder} is there already: name a folder that is not, or empty it.")
