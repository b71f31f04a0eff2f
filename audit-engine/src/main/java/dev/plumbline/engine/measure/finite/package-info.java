/** Whether activations are finite. */
package dev.plumbline.engine.measure.finite;
