/** A network with its parameters set back to what they may have been before training. */
package dev.plumbline.engine.checkpoint.redrawn;
