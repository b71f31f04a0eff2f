/**
 * The pictures of a run, each with its numbers, and the gallery in which other reports find them.
 */
package dev.plumbline.reports.pictures;
