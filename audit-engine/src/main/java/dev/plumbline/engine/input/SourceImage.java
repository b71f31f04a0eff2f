package dev.plumbline.engine.input;

/**
 * One image that the U-Net is run on.
 *
 * @param name its path relative to the image folder, with '/'; for a row of an array, the row's
 *     number
 * @param scene what it shows, for splits that must not separate two views of one thing: the
 *     sub-folder it is in; for an image directly in the folder and a row of an array, its own name
 * @param test whether it is kept from training and tests the probe
 */
public record SourceImage(String name, String scene, boolean test) {}
