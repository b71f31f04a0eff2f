package dev.plumbline.engine.input.encoders;

import dev.plumbline.engine.input.latents.Latents;
import java.util.Optional;

/**
 * Latents of photographs.
 *
 * @param latents the latents
 * @param noMargin why they are without the margin that the geometry wants, a clause; empty if they
 *     have it, or none is wanted
 */
public record EncodedLatents(Latents latents, Optional<String> noMargin) {}
