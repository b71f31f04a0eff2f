/** The position probe: classifiers that tell a token's row and column. */
package dev.plumbline.engine.measure.probe;
