# Measures on NVIDIA's GPUs: CUDA 12 and cuDNN 9, as ONNX Runtime's build with CUDA needs them, and
# a Java runtime. The driver is the machine's.
FROM nvidia/cuda:12.6.3-cudnn-runtime-ubuntu24.04
ARG JAVA=17
RUN apt-get update \
 && apt-get install -y --no-install-recommends openjdk-${JAVA}-jre-headless \
 && rm -rf /var/lib/apt/lists/*
