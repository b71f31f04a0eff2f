package dev.plumbline.engine.input.encoders;

import dev.plumbline.engine.input.latents.Latents;
import java.util.List;
import java.util.Optional;

/**
 * Latents of photographs.
 *
 * @param latents the latents
 * @param noMargin why they are without the margin that the geometry wants, a clause; empty if they
 *     have it, or none is wanted
 * @param nearDuplicates names of images that show nearly the same and are scenes of their own,
 *     group by group
 */
public record EncodedLatents(
    Latents latents, Optional<String> noMargin, List<List<String>> nearDuplicates) {}
