/** The index of an ONNX graph: what a file says about it, without its weights. */
package dev.plumbline.engine.checkpoint.graph;
