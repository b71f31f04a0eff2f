"""Makes what the roads to a diffusers folder begin with, out of a tiny pipeline.

usage: tiny_roads.py PIPELINE FOLDER

FOLDER gets
  single.safetensors  the pipeline with other weights, in the original layout
  lora.safetensors    a LoRA of the U-Net's attentions, as peft trains it and diffusers saves it
  unet/               the pipeline's U-Net with other weights, alone
  expected/           the diffusers folders that the roads must lead to, made without them
"""

import re

import torch
from diffusers.utils import convert_state_dict_to_diffusers
from peft import LoraConfig
from peft.utils import get_peft_model_state_dict
from safetensors.torch import save_file

from folders import arguments, read_pipeline
from tiny_pipelines import randomise

RESNET = {
    "norm1": "in_layers.0",
    "conv1": "in_layers.2",
    "time_emb_proj": "emb_layers.1",
    "norm2": "out_layers.0",
    "conv2": "out_layers.3",
    "conv_shortcut": "skip_connection",
}
OUTER = {
    "time_embedding.linear_1": "time_embed.0",
    "time_embedding.linear_2": "time_embed.2",
    "add_embedding.linear_1": "label_emb.0.0",
    "add_embedding.linear_2": "label_emb.0.2",
    "conv_in": "input_blocks.0.0",
    "conv_norm_out": "out.0",
    "conv_out": "out.2",
}
PROJECTIONS = ["to_q", "to_k", "to_v", "to_out.0"]
RANK = 2
ALPHA = 2
VAE_ATTENTION = {
    "group_norm": "norm",
    "to_q": "q",
    "to_k": "k",
    "to_v": "v",
    "to_out.0": "proj_out",
}


def unet_name(name, layers, attentions):
    """Returns a U-Net weight's original name; `attentions` says which up blocks have them."""
    for ours, theirs in OUTER.items():
        if name.startswith(ours + "."):
            return theirs + name[len(ours) :]
    path = re.fullmatch(r"(down_blocks\.|mid_block|up_blocks\.)(\d*)\.(\w+)\.(\d+)\.(.+)", name)
    side, block, kind, index, rest = path.groups()
    index = int(index)
    if kind == "resnets":
        inner = rest.rsplit(".", 1)
        rest = f"{RESNET[inner[0]]}.{inner[1]}"
    if side == "mid_block":
        return f"middle_block.{2 * index if kind == 'resnets' else 1}.{rest}"
    first = int(block) * (layers + 1)
    if side == "down_blocks.":
        if kind == "downsamplers":
            return f"input_blocks.{first + layers + 1}.0.{rest.replace('conv', 'op')}"
        return f"input_blocks.{first + index + 1}.{int(kind == 'attentions')}.{rest}"
    if kind == "upsamplers":
        return f"output_blocks.{first + layers}.{2 if int(block) in attentions else 1}.{rest}"
    return f"output_blocks.{first + index}.{int(kind == 'attentions')}.{rest}"


def vae_name(name, blocks):
    """Returns the original name of a VAE's weight."""
    name = name.replace("mid_block.attentions.0.", "mid.attn_1.")
    name = re.sub(r"mid_block\.resnets\.(\d)", lambda m: f"mid.block_{int(m[1]) + 1}", name)
    name = name.replace("conv_norm_out", "norm_out").replace("conv_shortcut", "nin_shortcut")
    name = re.sub(r"down_blocks\.(\d)\.resnets", r"down.\1.block", name)
    name = re.sub(r"down_blocks\.(\d)\.downsamplers\.0", r"down.\1.downsample", name)
    name = re.sub(r"up_blocks\.(\d)\.resnets", lambda m: f"up.{blocks - 1 - int(m[1])}.block", name)
    name = re.sub(
        r"up_blocks\.(\d)\.upsamplers\.0", lambda m: f"up.{blocks - 1 - int(m[1])}.upsample", name
    )
    if ".attn_1." in name:
        for ours, theirs in VAE_ATTENTION.items():
            name = name.replace(f"attn_1.{ours}.", f"attn_1.{theirs}.")
    return name


def original_layout(pipeline):
    """Returns all weights of a Stable Diffusion 1.x pipeline under their original names."""
    config = pipeline.unet.config
    attentions = [i for i, kind in enumerate(config.up_block_types) if "Attn" in kind]
    weights = {}
    for name, weight in pipeline.unet.state_dict().items():
        original = unet_name(name, config.layers_per_block, attentions)
        weights[f"model.diffusion_model.{original}"] = weight
    for name, weight in pipeline.vae.state_dict().items():
        original = vae_name(name, len(pipeline.vae.config.block_out_channels))
        if ".attn_1." in original and weight.dim() == 2:
            weight = weight[:, :, None, None]
        weights[f"first_stage_model.{original}"] = weight
    for name, weight in pipeline.text_encoder.state_dict().items():
        inner = name if name.startswith("text_model.") else f"text_model.{name}"
        weights[f"cond_stage_model.transformer.{inner}"] = weight
    return {name: weight.contiguous() for name, weight in weights.items()}


def train_lora(unet):
    """Gives the attentions' projections adapters of random weights, and returns these alone."""
    unet.add_adapter(LoraConfig(r=RANK, lora_alpha=ALPHA, target_modules=PROJECTIONS))
    generator = torch.Generator().manual_seed(11)
    with torch.no_grad():
        for name, weight in unet.named_parameters():
            if ".lora_" in name:
                weight.copy_(torch.randn(weight.shape, generator=generator) / 2)
    return get_peft_model_state_dict(unet)


def merged(unet, adapters):
    """Adds the adapters' products to the weights of a U-Net, by the definition of a LoRA."""
    weights = unet.state_dict()
    for name in [name for name in adapters if name.endswith(".lora_A.weight")]:
        module = name.removesuffix(".lora_A.weight")
        product = adapters[f"{module}.lora_B.weight"] @ adapters[name]
        weights[f"{module}.weight"] += product * (ALPHA / RANK)


def main():
    base, folder = arguments("tiny_roads.py PIPELINE FOLDER", 2)
    folder.mkdir(parents=True)

    pipeline = read_pipeline(base)
    for seed, part in enumerate((pipeline.unet, pipeline.vae, pipeline.text_encoder), 21):
        randomise(part, seed)
    save_file(original_layout(pipeline), folder / "single.safetensors")
    pipeline.save_pretrained(folder / "expected" / "single-file")

    adapters = train_lora(read_pipeline(base).unet)
    saved = convert_state_dict_to_diffusers(adapters)
    weights = {f"unet.{name}": weight.contiguous() for name, weight in saved.items()}
    save_file(weights, folder / "lora.safetensors")
    pipeline = read_pipeline(base)
    merged(pipeline.unet, adapters)
    pipeline.save_pretrained(folder / "expected" / "lora")

    pipeline = read_pipeline(base)
    randomise(pipeline.unet, 31).save_pretrained(folder / "unet")
    pipeline.save_pretrained(folder / "expected" / "unet-alone")


if __name__ == "__main__":
    main()
