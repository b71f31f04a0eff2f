"""Runs every road and exporter on tiny networks, by the commands of docs/export.md.

usage: try_roads.py WORK torchscript,dynamo [CASE ...]
       try_roads.py OTHER optimum [CASE ...]

It makes the tiny pipelines, takes the roads and exports; the second in optimum's environment, with
a folder of its own. WORK/fixtures then has an archive for each case and exporter that worked, and
this compares them all:
  mvn -Pall-tests -pl audit-engine -am test \\
    -Dtest=RecordedExportsTest -Dplumbline.exports=WORK/fixtures
Without cases, all are tried.
"""

import os
import runpy
import shlex
import shutil
import sys
import traceback
from pathlib import Path

HERE = Path(__file__).resolve().parent
FAMILIES = ["sd15", "sd21", "sdxl", "sdxl-refiner", "lcm", "inpainting", "editing"]
ROADS = {
    "single-file": "from_single_file.py tuned.safetensors models/base models/tuned",
    "lora": "from_lora.py lora.safetensors models/base models/tuned",
    "unet-alone": "from_unet.py runs/7/unet models/base models/tuned",
}
EXPORTERS = {
    "torchscript": "export_torchscript.py models/tuned models/tuned-onnx",
    "torchscript-float16": "export_torchscript.py models/tuned models/tuned-onnx --half",
    "dynamo": "export_dynamo.py models/tuned models/tuned-onnx",
    "dynamo-float16": "export_dynamo.py models/tuned models/tuned-onnx --half",
    "optimum": "export_optimum.py models/tuned models/tuned-onnx",
}
# Of the others, by torch.onnx, the U-Net alone: their encoders are the same.
WHOLE = ["sd15", "sdxl"]


def run(command, folder):
    """Runs a script as `python tools/export/COMMAND` in a folder, without starting Python again."""
    script, *options = shlex.split(command)
    print(f"+ [{folder.name}] python tools/export/{command}", flush=True)
    before = Path.cwd(), sys.argv
    os.chdir(folder)
    sys.argv = [str(HERE / script), *options]
    try:
        runpy.run_path(sys.argv[0], run_name="__main__")
    finally:
        os.chdir(before[0])
        sys.argv = before[1]


def make(work):
    """Makes each case's folder: what stands at a road's beginning, and what must come out."""
    work.mkdir(parents=True)
    run("tiny_pipelines.py tiny", work)
    run("tiny_roads.py tiny/sd15-small begin", work)
    for name in FAMILIES:
        shutil.copytree(work / "tiny" / name, work / name / "models" / "tuned")
    for name in ROADS:
        shutil.copytree(work / "tiny" / "sd15-small", work / name / "models" / "base")
    shutil.copy(work / "begin" / "single.safetensors", work / "single-file" / "tuned.safetensors")
    shutil.copy(work / "begin" / "lora.safetensors", work / "lora")
    shutil.copytree(work / "begin" / "unet", work / "unet-alone" / "runs" / "7" / "unet")
    for name, command in ROADS.items():
        run(command, work / name)


def expected(work, case):
    """Returns the pipeline whose modules are listened to: never one that a road led to."""
    return work / "begin" / "expected" / case if case in ROADS else work / case / "models" / "tuned"


def export(work, case, exporter):
    folder = work / case
    exported = folder / "models" / "tuned-onnx"
    shutil.rmtree(exported, ignore_errors=True)
    alone = case not in WHOLE and exporter != "optimum"
    run(EXPORTERS[exporter] + (" --unet" if alone else ""), folder)
    fixture = work / "fixtures" / f"{case}-{exporter}.zip"
    fixture.parent.mkdir(exist_ok=True)
    half = " --half" if exporter.endswith("float16") else ""
    run(f"record.py {expected(work, case)} {exported} {fixture}{half}", folder)


def main():
    work, exporters = Path(sys.argv[1]).resolve(), sys.argv[2].split(",")
    sys.path.insert(0, str(HERE))
    if not work.exists():
        make(work)
    failed = []
    for exporter in exporters:
        for case in sys.argv[3:] or [*FAMILIES, *ROADS]:
            try:
                export(work, case, exporter)
            except (Exception, SystemExit):
                traceback.print_exc()
                failed.append(f"{case}-{exporter}")
    print("failed:", *failed or ["nothing"])
    sys.exit(len(failed) > 0)


if __name__ == "__main__":
    main()
