/** What a U-Net is run on: images, latents, noise schedules and prompt embeddings. */
package dev.plumbline.engine.input;
