"""Exports a diffusers folder with optimum, for the task that the pipeline's class is for.

usage: export_optimum.py TUNED EXPORTED

It does what this does: optimum-cli export onnx --model TUNED --task TASK EXPORTED
"""

import json

from optimum.exporters.onnx import main_export

from folders import arguments, check_empty, check_text_encoders, stop

# By what the name of the pipeline's class ends with; the more special ones first.
TASKS = {
    "InpaintPipeline": "inpainting",
    "Img2ImgPipeline": "image-to-image",
    "Pipeline": "text-to-image",
}


def task(folder):
    index = folder / "model_index.json"
    if not index.is_file():
        stop(f"{folder} is no diffusers folder: it has no model_index.json.")
    name = json.loads(index.read_text())["_class_name"]
    known = [task for end, task in TASKS.items() if name.endswith(end)]
    return known[0] if known else stop(f"{folder} is a {name}, for which optimum has no task.")


def main():
    tuned, exported = arguments("export_optimum.py TUNED EXPORTED", 2)
    kind = task(tuned)
    check_text_encoders(tuned)
    check_empty(exported)
    main_export(str(tuned), output=exported, task=kind)


if __name__ == "__main__":
    main()
