/** Sums that several measurements make use of. */
package dev.plumbline.engine.measure.sums;
