/** Representations that are kept: the dump, and what the explorer shows. */
package dev.plumbline.engine.measure.kept;
