"""Puts a U-Net that was saved alone into its base's pipeline, as a diffusers folder.

usage: from_unet.py UNET BASE TUNED

UNET is a folder with config.json and weights, such as unet_ema/ of a training run.
"""

from folders import arguments, read_pipeline, read_unet, write_pipeline


def main():
    unet, base, tuned = arguments("from_unet.py UNET BASE TUNED", 3)
    write_pipeline(read_pipeline(base, unet=read_unet(unet)), tuned)


if __name__ == "__main__":
    main()
