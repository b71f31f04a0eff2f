package dev.plumbline.engine.config;

import java.nio.file.Path;

/**
 * Which bounds are to be suggested.
 *
 * @param folder where the baselines are that they follow from
 * @param file where the bounds go; it must not be there yet
 */
public record SuggestionSettings(Path folder, Path file) {}
