/** What the network sees: clean latents, noise, the noise schedule, and what shapes they have. */
package dev.plumbline.engine.input.latents;
