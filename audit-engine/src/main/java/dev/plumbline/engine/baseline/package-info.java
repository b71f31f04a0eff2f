/** Recorded baselines: their files, and what sets a run apart from the one that was recorded. */
package dev.plumbline.engine.baseline;
