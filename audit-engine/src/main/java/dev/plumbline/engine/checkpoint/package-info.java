/** Checkpoints on disk: where the parts of a pipeline are. */
package dev.plumbline.engine.checkpoint;
