/** Which images are chosen, which of them train a probe, and in which order scenes come. */
package dev.plumbline.engine.input.scenes;
