"""Makes tiny pipelines of random weights, one of each family, from the tools' own classes.

usage: tiny_pipelines.py FOLDER

Blocks, conditionings and configs are those of the published pipelines; channels, heads, layers of
transformers and vocabularies are small, and all but sd15 have one layer a block. Weights are
multiples of 1/256, so that files are small.
"""

import json
import tempfile
from pathlib import Path

import diffusers
import torch
from diffusers import AutoencoderKL, DDIMScheduler, LCMScheduler, UNet2DConditionModel
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTextModelWithProjection, CLIPTokenizer

from folders import arguments, write_pipeline

WIDTH = 8  # of a text encoder's states
PLAIN, CROSS = "DownBlock2D", "CrossAttnDownBlock2D"

SD = {
    "channels": (4, 8, 8, 8),
    "down": (CROSS, CROSS, CROSS, PLAIN),
    "unet": {"cross_attention_dim": WIDTH, "attention_head_dim": 2, "layers_per_block": 1},
    "encoders": ("text_encoder",),
    "parts": {"safety_checker": None, "feature_extractor": None, "requires_safety_checker": False},
}
SDXL = {
    "channels": (4, 8, 8),
    "down": (PLAIN, CROSS, CROSS),
    "unet": {
        "cross_attention_dim": 2 * WIDTH,
        "attention_head_dim": (2, 2, 4),
        "transformer_layers_per_block": (1, 1, 2),
        "layers_per_block": 1,
        "use_linear_projection": True,
        "addition_embed_type": "text_time",
        "addition_time_embed_dim": 4,
        "projection_class_embeddings_input_dim": WIDTH + 6 * 4,
    },
    "encoders": ("text_encoder", "text_encoder_2"),
    "parts": {},
}
REFINER = {
    "channels": (4, 8, 8, 8),
    "down": (PLAIN, CROSS, CROSS, PLAIN),
    "unet": {
        **SDXL["unet"],
        "cross_attention_dim": WIDTH,
        "attention_head_dim": (2, 2, 4, 4),
        "transformer_layers_per_block": 2,
        "projection_class_embeddings_input_dim": WIDTH + 5 * 4,
    },
    "encoders": ("text_encoder_2",),
    "parts": {"requires_aesthetics_score": True},
}


def family(base, pipeline, *, scheduler=None, **unet):
    return {**base, "pipeline": pipeline, "scheduler": scheduler, "unet": {**base["unet"], **unet}}


FAMILIES = {
    "sd15": family(SD, "StableDiffusionPipeline", layers_per_block=2),
    "sd15-small": family(SD, "StableDiffusionPipeline"),
    "sd21": family(
        SD,
        "StableDiffusionPipeline",
        scheduler={"prediction_type": "v_prediction"},
        use_linear_projection=True,
        attention_head_dim=(2, 2, 4, 4),
    ),
    "sdxl": family(SDXL, "StableDiffusionXLPipeline"),
    "sdxl-refiner": family(REFINER, "StableDiffusionXLImg2ImgPipeline"),
    "lcm": family(SD, "LatentConsistencyModelPipeline", time_cond_proj_dim=6),
    "inpainting": family(SD, "StableDiffusionInpaintPipeline", in_channels=9),
    "editing": family(SD, "StableDiffusionInstructPix2PixPipeline", in_channels=8),
}


def randomise(module, seed):
    """Draws a module's weights, those of norms near 1, so that no two are alike."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, weight in module.named_parameters():
            drawn = torch.randn(weight.shape, generator=generator)
            if weight.dim() > 1:
                drawn /= weight[0].numel() ** 0.5
            elif name.endswith(".weight"):
                drawn = 1 + drawn / 4
            else:
                drawn /= 4
            weight.copy_((drawn * 256).round() / 256)
    return module.eval()


def unet(spec):
    up = [block.replace("Down", "Up") for block in reversed(spec["down"])]
    sizes = {"norm_num_groups": 2, "sample_size": 24}
    settings = {"in_channels": 4, "out_channels": 4, **sizes, **spec["unet"]}
    return UNet2DConditionModel(
        block_out_channels=spec["channels"],
        down_block_types=spec["down"],
        up_block_types=up,
        **settings,
    )


def vae():
    return AutoencoderKL(
        block_out_channels=(4, 4, 4, 4),
        down_block_types=("DownEncoderBlock2D",) * 4,
        up_block_types=("UpDecoderBlock2D",) * 4,
        layers_per_block=1,
        norm_num_groups=2,
        latent_channels=4,
        sample_size=192,
    )


def tokenizer():
    """Makes a tokenizer that knows letters alone."""
    letters = [chr(c) for c in range(ord("a"), ord("z") + 1)]
    words = [*letters, *(letter + "</w>" for letter in letters)]
    vocabulary = {word: i for i, word in enumerate([*words, "<|startoftext|>", "<|endoftext|>"])}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "vocab.json").write_text(json.dumps(vocabulary))
        (folder / "merges.txt").write_text("#version: 0.2\n")
        settings = {"_class_name": "CLIPTokenizer", "model_max_length": 77}
        (folder / "tokenizer_config.json").write_text(json.dumps(settings))
        return CLIPTokenizer.from_pretrained(folder)


def text_encoder(kind, tokens):
    config = CLIPTextConfig(
        vocab_size=len(tokens),
        hidden_size=WIDTH,
        intermediate_size=2 * WIDTH,
        num_hidden_layers=2,
        num_attention_heads=2,
        projection_dim=WIDTH,
        max_position_embeddings=77,
        bos_token_id=tokens.bos_token_id,
        eos_token_id=tokens.eos_token_id,
        pad_token_id=tokens.pad_token_id,
    )
    return kind(config)


def pipeline(spec):
    scheduler = DDIMScheduler if spec["pipeline"][:3] != "Lat" else LCMScheduler
    schedule = {"beta_start": 0.00085, "beta_end": 0.012, "beta_schedule": "scaled_linear"}
    if scheduler is DDIMScheduler:
        schedule |= {"clip_sample": False, "set_alpha_to_one": False, "steps_offset": 1}
    parts = {
        "unet": randomise(unet(spec), 1),
        "vae": randomise(vae(), 2),
        "scheduler": scheduler(**schedule, **(spec["scheduler"] or {})),
        **spec["parts"],
    }
    tokens = tokenizer()
    for i, name in enumerate(("text_encoder", "text_encoder_2")):
        used = name in spec["encoders"]
        kind = CLIPTextModel if name == "text_encoder" else CLIPTextModelWithProjection
        if "XL" in spec["pipeline"] or used:
            parts[name] = randomise(text_encoder(kind, tokens), 3 + i) if used else None
            parts[name.replace("text_encoder", "tokenizer")] = tokens if used else None
    return getattr(diffusers, spec["pipeline"])(**parts)


def main():
    (folder,) = arguments("tiny_pipelines.py FOLDER", 1)
    for name, spec in FAMILIES.items():
        write_pipeline(pipeline(spec), folder / name)


if __name__ == "__main__":
    main()
