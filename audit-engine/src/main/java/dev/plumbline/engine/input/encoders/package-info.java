/** What a pipeline's encoders make: latents of photographs, embeddings of prompts. */
package dev.plumbline.engine.input.encoders;
