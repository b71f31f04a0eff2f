/** ONNX Runtime and devices. */
package dev.plumbline.engine.measure.session;
