"""Records what the modules of a U-Net put out, beside the export of the same pipeline.

usage: record.py TUNED EXPORTED FIXTURE.zip [--half]

TUNED is the diffusers folder, EXPORTED what an exporter made of it. The fixture has the export as
it is, less the metadata with this machine's paths in it, and but for the sample_size of the U-Net's
config.json, so that it is audited at another size than the one traced. Besides it has
  recorded/latents.npy, noise.npy, prompt.npy, pooled.npy  what it was run on
  recorded/layers.csv    the modules in the order in which they ran
  recorded/LAYER.npy     what a module put out [1,C,h,w], by a forward hook
The latent is noised by diffusers' scheduler, and what the network takes besides comes from the
pipeline's own code.
"""

import json
import re
import sys
import zipfile
from io import BytesIO

import numpy
import onnx
import torch
from diffusers import DDPMScheduler

from folders import arguments, read_pipeline, stop

LAYER = re.compile(
    r"(down|up)_blocks\.\d+\.(resnets|attentions|downsamplers|upsamplers)\.\d+"
    r"|mid_block\.(resnets|attentions)\.\d+|conv_in|conv_out"
)
TIMESTEP = 500
SIZE = 16  # another one than the size traced
TOKENS = 7
GUIDANCE = 8.5
# What locates layers, of the metadata that the dynamo exporter writes.
KEPT_METADATA = "pkg.torch.onnx.name_scopes"


def inputs(pipeline):
    generator = torch.Generator().manual_seed(5)

    def normal(*shape):
        return torch.randn(1, *shape, generator=generator)

    drawn = {
        "latents": normal(4, SIZE, SIZE),
        "noise": normal(4, SIZE, SIZE),
        "prompt": normal(TOKENS, pipeline.unet.config.cross_attention_dim),
    }
    if pipeline.unet.config.addition_embed_type == "text_time":
        drawn["pooled"] = normal(pipeline.text_encoder_2.config.projection_dim)
    return drawn


def sample(pipeline, drawn):
    """Returns x_t, and the clean latents beside it where the U-Net takes them."""
    timestep = torch.tensor([TIMESTEP])
    scheduler = DDPMScheduler.from_config(pipeline.scheduler.config)
    latents = drawn["latents"]
    parts = [scheduler.add_noise(latents, drawn["noise"], timestep)]
    channels = pipeline.unet.config.in_channels
    if channels == 9:  # inpainting: a mask of what is to be painted, then the picture without it
        parts += [torch.zeros(1, 1, SIZE, SIZE), latents]
    elif channels == 8:  # editing: the picture's latents as the VAE gives them
        parts += [latents / pipeline.vae.config.scaling_factor]
    return torch.cat(parts, dim=1)


def time_ids(pipeline):
    pixels = SIZE * pipeline.vae_scale_factor
    size = (pixels, pixels)
    width = pipeline.text_encoder_2.config.projection_dim
    if pipeline.text_encoder is not None:
        return pipeline._get_add_time_ids(size, (0, 0), size, torch.float32, width)
    score = (6.0, 2.5, size, (0, 0), size)
    return pipeline._get_add_time_ids(size, (0, 0), size, *score, torch.float32, width)[0]


def conditions(pipeline, drawn):
    taken = {"encoder_hidden_states": drawn["prompt"]}
    width = pipeline.unet.config.time_cond_proj_dim
    if width is not None:
        guidance = torch.tensor([GUIDANCE - 1])
        taken["timestep_cond"] = pipeline.get_guidance_scale_embedding(guidance, width)
    if "pooled" in drawn:
        taken["added_cond_kwargs"] = {
            "text_embeds": drawn["pooled"],
            "time_ids": time_ids(pipeline),
        }
    return taken


def to(dtype, value):
    if isinstance(value, dict):
        return {name: to(dtype, one) for name, one in value.items()}
    return value.to(dtype)


def record(pipeline, drawn, dtype):
    """Runs the U-Net as torch does, and returns what each layer put out, in running order."""
    unet = pipeline.unet.eval()
    if unet.dtype != dtype:
        unet.to(dtype)
    put_out = {}

    def hook(name):
        def keep(module, given, returned):
            if name in put_out:
                stop(f"{name} runs more than once.")
            tensor = returned[0] if isinstance(returned, tuple) else returned
            put_out[name] = tensor.float().numpy()

        return keep

    for name, module in unet.named_modules():
        if LAYER.fullmatch(name):
            module.register_forward_hook(hook(name))
    with torch.no_grad():
        unet(
            to(dtype, sample(pipeline, drawn)),
            torch.tensor(TIMESTEP),
            **to(dtype, conditions(pipeline, drawn)),
        )
    return put_out


def without_stack_traces(file):
    model = onnx.load(file, load_external_data=False)
    graphs = [model.graph, *model.functions]
    for node in [node for graph in graphs for node in graph.node]:
        node.doc_string = ""
        kept = [(p.key, p.value) for p in node.metadata_props if p.key == KEPT_METADATA]
        del node.metadata_props[:]
        for key, value in kept:
            node.metadata_props.add(key=key, value=value)
    return model.SerializeToString()


def array(tensor):
    bytes_ = BytesIO()
    numpy.save(bytes_, numpy.ascontiguousarray(tensor, dtype=numpy.float32))
    return bytes_.getvalue()


def fixture(exported, drawn, put_out):
    """Returns the fixture's files by name."""
    files = {}
    for file in sorted(path for path in exported.rglob("*") if path.is_file()):
        read = without_stack_traces(file) if file.suffix == ".onnx" else file.read_bytes()
        files[file.relative_to(exported).as_posix()] = read
    config = json.loads(files["unet/config.json"]) | {"sample_size": SIZE}
    files["unet/config.json"] = (json.dumps(config, indent=2, sort_keys=True) + "\n").encode()
    for name, tensor in [*drawn.items(), *put_out.items()]:
        files[f"recorded/{name}.npy"] = array(tensor)
    files["recorded/layers.csv"] = "\n".join(["layer", *put_out, ""]).encode()
    return files


def main():
    tuned, exported, file = arguments("record.py TUNED EXPORTED FIXTURE.zip [--half]", 3)
    if not (exported / "unet" / "model.onnx").is_file():
        stop(f"{exported} has no unet/model.onnx.")
    pipeline = read_pipeline(tuned)
    drawn = inputs(pipeline)
    put_out = record(pipeline, drawn, torch.float16 if "--half" in sys.argv else torch.float32)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in fixture(exported, drawn, put_out).items():
            entry = zipfile.ZipInfo(name)  # of no time, so that the same bytes come out again
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    print(f"{file}: {len(put_out)} layers, {file.stat().st_size} bytes")


if __name__ == "__main__":
    main()
