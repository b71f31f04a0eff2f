/**
 * What an audit author sees: the annotations that make a class an audit, the measurements an audit
 * method may ask for, the metrics they hold and the gate that checks them.
 *
 * <p>Nothing here knows ONNX Runtime or the JUnit Platform.
 */
package dev.plumbline.api;
