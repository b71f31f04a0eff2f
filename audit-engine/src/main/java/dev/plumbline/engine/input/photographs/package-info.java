/** Photographs in folders, and how they become what a VAE encoder takes. */
package dev.plumbline.engine.input.photographs;
