/**
 * Checkpoints on disk: pipeline layouts, the index of an ONNX graph, where its layers are, and how
 * to append to it.
 */
package dev.plumbline.engine.checkpoint;
