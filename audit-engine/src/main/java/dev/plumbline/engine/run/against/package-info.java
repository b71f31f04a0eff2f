/** Completes what was measured of checkpoints with what was measured of another one. */
package dev.plumbline.engine.run.against;
