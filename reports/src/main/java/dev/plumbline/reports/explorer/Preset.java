package dev.plumbline.reports.explorer;

/**
 * A view to begin with: where a phenomenon is to be seen.
 *
 * @param title the phenomenon
 * @param explanation what is to be seen, in two sentences
 * @param representation the representation's number
 * @param image the image whose token it is
 * @param other the image beside it
 * @param token the token, row by row
 * @param similarity the similarity, as the page calls it
 */
record Preset(
    String title,
    String explanation,
    int representation,
    int image,
    int other,
    int token,
    String similarity) {}
