package dev.plumbline.engine.input;

import java.util.OptionalInt;

/**
 * What a U-Net's inputs look like.
 *
 * @param channels the latent's channels
 * @param height the latent's height, if the graph fixes it or the U-Net's config names it
 * @param width the latent's width, likewise
 * @param contextWidth the width D of the prompt embeddings [B,S,D], if the graph fixes it
 */
public record Geometry(
    int channels, OptionalInt height, OptionalInt width, OptionalInt contextWidth) {}
