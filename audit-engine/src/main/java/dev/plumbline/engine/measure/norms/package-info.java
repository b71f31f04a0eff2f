/** Token norms: high-norm anomalies. */
package dev.plumbline.engine.measure.norms;
