package dev.plumbline.engine.config;

import java.nio.file.Path;

/**
 * Which violations are accepted.
 *
 * @param file the file they are in
 * @param isRecording whether those of the run are written to it, or only those in it are accepted
 */
public record FrozenSettings(Path file, boolean isRecording) {}
