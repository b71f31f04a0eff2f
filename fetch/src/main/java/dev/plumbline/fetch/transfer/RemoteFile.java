package dev.plumbline.fetch.transfer;

import java.util.OptionalLong;

/**
 * A file that can be fetched.
 *
 * @param path its name in the checkpoint, with slashes
 * @param shown where it lies, for people; no secret
 * @param key what it is remembered by
 * @param isFixed whether what the key names never changes
 * @param size how long it is said to be
 * @param checks what it is said to be
 * @param source where its content comes from
 */
public record RemoteFile(
    String path,
    String shown,
    String key,
    boolean isFixed,
    OptionalLong size,
    Checks checks,
    Source source) {}
