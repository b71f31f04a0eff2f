/** The paper's probe, trained by steps of gradient descent. */
package dev.plumbline.engine.measure.probe.softmax;
