/** Model files with the data beside them: how to append to them, and how to tell them apart. */
package dev.plumbline.engine.checkpoint.model;
