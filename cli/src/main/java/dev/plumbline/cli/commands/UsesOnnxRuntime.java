package dev.plumbline.cli.commands;

/** A command that may load ONNX Runtime. Its process has to be started with telemetry off. */
interface UsesOnnxRuntime {}
