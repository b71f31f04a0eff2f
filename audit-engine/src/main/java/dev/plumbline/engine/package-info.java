/** The JUnit Platform engine {@code model-audit}: discovery, descriptors, execution. */
package dev.plumbline.engine;
