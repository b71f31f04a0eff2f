/** How far a layer moved: sketches of its representations. */
package dev.plumbline.engine.measure.fidelity;
