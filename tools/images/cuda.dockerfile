# The command line for NVIDIA's GPUs: CUDA 12 and cuDNN 9, as ONNX Runtime's build with CUDA needs
# them, a Java runtime, and what tools/images/plumbline lays out. The driver is the machine's.
ARG BASE=nvidia/cuda:12.6.3-cudnn-runtime-ubuntu24.04
FROM ${BASE}
RUN apt-get update \
 && apt-get install -y --no-install-recommends openjdk-17-jre-headless \
 && rm -rf /var/lib/apt/lists/*
COPY files /
