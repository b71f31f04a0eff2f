"""What PyTorch's exporters are handed: the parts of a pipeline that an audit runs.

A part takes and returns tensors alone, and nothing of it is optimised. The names of inputs and
outputs are those of optimum's exports.
"""

import shutil
import sys
from dataclasses import dataclass

import torch

from folders import arguments, check_empty, read_pipeline, stop

# U-Nets decide while they are traced whether height and width divide by what they upsample by, and
# what they decide stays in the graph.
LATENT_MULTIPLE = 8
# A size of 1 would be taken for fixed by the dynamo exporter.
BATCH = 2
TOKENS = 77


@dataclass
class Part:
    """A module to export, called as `module(*example.values())`."""

    name: str
    module: torch.nn.Module
    example: dict[str, torch.Tensor]
    outputs: list[str]
    open_axes: dict[str, dict[int, str]]
    """Of inputs and outputs: which axes are of any size, and what the sizes are called."""


class Unet(torch.nn.Module):
    def __init__(self, unet, inputs):
        super().__init__()
        self.unet = unet
        self.inputs = inputs

    def forward(self, *tensors):
        given = dict(zip(self.inputs, tensors, strict=True))
        added = {name: given.pop(name) for name in ("text_embeds", "time_ids") if name in given}
        return self.unet(**given, added_cond_kwargs=added or None, return_dict=False)[0]


class VaeEncoder(torch.nn.Module):
    """The mean and the logarithm of the variance, and no sample: so that latents are the same."""

    def __init__(self, vae):
        super().__init__()
        self.vae = vae

    def forward(self, sample):
        return self.vae.encode(sample).latent_dist.parameters


class TextEncoder(torch.nn.Module):
    def __init__(self, encoder, pooled):
        super().__init__()
        self.encoder = encoder
        self.pooled = pooled

    def forward(self, input_ids):
        returned = self.encoder(input_ids, output_hidden_states=True, return_dict=True)
        first = (returned.text_embeds,) if self.pooled else ()
        return *first, returned.last_hidden_state, *returned.hidden_states


def unet_part(pipeline):
    network = pipeline.unet
    config = network.config
    size = config.sample_size
    if not isinstance(size, int) or size % LATENT_MULTIPLE != 0:
        stop(
            f"the U-Net's sample_size is {size}: write the size to trace into its config.json, a"
            f" multiple of {LATENT_MULTIPLE}."
        )

    def normal(*shape):
        return torch.randn(BATCH, *shape, dtype=network.dtype)

    example = {
        "sample": normal(config.in_channels, size, size),
        "timestep": torch.tensor(50.0, dtype=network.dtype),
        "encoder_hidden_states": normal(TOKENS, config.cross_attention_dim),
    }
    if config.time_cond_proj_dim is not None:
        example["timestep_cond"] = normal(config.time_cond_proj_dim)
    if config.addition_embed_type == "text_time":
        pooled = pipeline.text_encoder_2.config.projection_dim
        embedded = config.projection_class_embeddings_input_dim - pooled
        example["text_embeds"] = normal(pooled)
        example["time_ids"] = normal(embedded // config.addition_time_embed_dim)
    elif config.addition_embed_type is not None:
        stop(f"the U-Net takes {config.addition_embed_type}, which no audit can supply.")
    axes = {name: {0: "batch"} for name in example if name != "timestep"}
    axes["encoder_hidden_states"] = {0: "batch", 1: "tokens"}
    axes["sample"] = axes["out_sample"] = {0: "batch", 2: "height", 3: "width"}
    return Part("unet", Unet(network, list(example)), example, ["out_sample"], axes)


def vae_encoder_part(vae):
    image = {0: "batch", 2: "height", 3: "width"}
    size = LATENT_MULTIPLE * 2 ** (len(vae.config.block_out_channels) - 1)
    example = {"sample": torch.randn(BATCH, vae.config.in_channels, size, size, dtype=vae.dtype)}
    outputs = ["latent_parameters"]
    return Part(
        "vae_encoder", VaeEncoder(vae), example, outputs, dict.fromkeys(["sample", *outputs], image)
    )


def text_encoder_part(name, encoder):
    pooled = hasattr(encoder, "text_projection")
    length = encoder.config.max_position_embeddings
    states = [f"hidden_states.{i}" for i in range(encoder.config.num_hidden_layers + 1)]
    outputs = [*(["text_embeds"] if pooled else []), "last_hidden_state", *states]
    example = {"input_ids": torch.ones(BATCH, length, dtype=torch.int64)}
    axes = {name: {0: "batch"} for name in ["input_ids", *outputs]}
    return Part(name, TextEncoder(encoder, pooled), example, outputs, axes)


def export_folder(script, export):
    """Exports the parts of a diffusers folder, as a script's arguments say, with their configs.

    `export(part, file)` writes one part. Encoders stay in float32 also where the U-Net is in half:
    SDXL's VAE overflows in float16.
    """
    tuned, exported = arguments(f"{script} TUNED EXPORTED [--half] [--unet]", 2)
    check_empty(exported)
    pipeline = read_pipeline(tuned)
    if "--half" in sys.argv:
        pipeline.unet.to(torch.float16)
    parts = [unet_part(pipeline)]
    if "--unet" not in sys.argv:
        parts.append(vae_encoder_part(pipeline.vae))
        for name in ("text_encoder", "text_encoder_2"):
            if getattr(pipeline, name, None) is not None:
                parts.append(text_encoder_part(name, getattr(pipeline, name)))
    for part in parts:
        part.module.eval()
        folder = exported / part.name
        folder.mkdir(parents=True)
        with torch.no_grad():
            export(part, str(folder / "model.onnx"))
        config = "vae" if part.name == "vae_encoder" else part.name
        shutil.copy(tuned / config / "config.json", folder)
    for name in ("tokenizer", "tokenizer_2", "scheduler"):
        if (tuned / name).is_dir():
            shutil.copytree(tuned / name, exported / name)
    shutil.copy(tuned / "model_index.json", exported)
