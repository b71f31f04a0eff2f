/** Chunks of images that are measured apart, in two rounds, and put together again. */
package dev.plumbline.engine.measure.chunks;
