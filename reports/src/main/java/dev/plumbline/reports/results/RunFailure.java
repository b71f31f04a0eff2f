package dev.plumbline.reports.results;

import java.time.Instant;
import java.util.Optional;

/**
 * Something that went wrong outside any leaf: not counted among the leaves, and never green.
 *
 * @param id a stable id
 * @param name where it went wrong, for people
 * @param message what went wrong
 * @param cause what was thrown, if anything was
 * @param time when
 */
public record RunFailure(
    String id, String name, String message, Optional<Throwable> cause, Instant time) {}
