"""Fuses a LoRA into its base's weights and writes the result as a diffusers folder.

usage: from_lora.py LORA.safetensors BASE TUNED [--scale=1.0]

The scale is the one that you ship. It is done in float32, so that small updates are not rounded
away.
"""

import sys

from folders import arguments, read_pipeline, stop, write_pipeline


def scale():
    given = [argument for argument in sys.argv[1:] if argument.startswith("--")]
    if not given:
        return 1.0
    try:
        (option,) = given
        name, value = option.split("=")
        if name != "--scale":
            raise ValueError(name)
        return float(value)
    except ValueError:
        stop(f"{' '.join(given)} is no scale: give a number, as in --scale=0.8.")


def main():
    lora, base, tuned = arguments("from_lora.py LORA.safetensors BASE TUNED [--scale=1.0]", 3)
    if not lora.is_file():
        stop(f"there is no file {lora}.")
    shipped = scale()
    pipeline = read_pipeline(base)
    before = {name: weight.clone() for name, weight in pipeline.unet.state_dict().items()}
    pipeline.load_lora_weights(str(lora.parent), weight_name=lora.name, local_files_only=True)
    pipeline.fuse_lora(lora_scale=shipped)
    pipeline.unload_lora_weights()
    after = pipeline.unet.state_dict()
    if before.keys() != after.keys():
        stop(f"{lora} left modules of its own in the U-Net, which cannot be fused.")
    changed = sum(not weight.equal(after[name]) for name, weight in before.items())
    if changed == 0:
        stop(f"{lora} changed no weight of the U-Net in {base}: was it trained on this base?")
    print(f"{changed} weights of the U-Net changed")
    write_pipeline(pipeline, tuned)


if __name__ == "__main__":
    main()
