"""Turns a single .safetensors file in the original layout into a diffusers folder.

usage: from_single_file.py SINGLE.safetensors BASE TUNED

BASE is a diffusers folder of the same family. Its configs are used, its noise schedule, and its
tokenizers; weights are those of the file. TUNED is written. Nothing is fetched.
"""

import torch

from folders import arguments, pipeline_class, stop, write_pipeline


def main():
    single, base, tuned = arguments("from_single_file.py SINGLE.safetensors BASE TUNED", 3)
    if not single.is_file():
        stop(f"there is no file {single}.")
    pipeline = pipeline_class(base).from_single_file(
        str(single), config=str(base), torch_dtype=torch.float32, local_files_only=True
    )
    write_pipeline(pipeline, tuned)


if __name__ == "__main__":
    main()
