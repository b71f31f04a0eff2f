/** Reads and writes CSV with a header; a leaf package. */
package dev.plumbline.engine.csv;
