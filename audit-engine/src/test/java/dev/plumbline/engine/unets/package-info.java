/** Tiny but complete U-Nets of every kind, as ONNX graphs and computed in plain Java. */
package dev.plumbline.engine.unets;
