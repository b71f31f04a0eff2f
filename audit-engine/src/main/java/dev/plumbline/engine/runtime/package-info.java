/** ONNX Runtime's environment, made once and in one place. */
package dev.plumbline.engine.runtime;
