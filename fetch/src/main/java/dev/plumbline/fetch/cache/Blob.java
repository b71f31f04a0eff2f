package dev.plumbline.fetch.cache;

import java.nio.file.Path;

/**
 * A file in the cache.
 *
 * @param sha256 its SHA-256, by which it is named
 * @param size how long it is
 * @param file where it lies; not to be written to
 */
public record Blob(String sha256, long size, Path file) {}
