/** How alike the tokens of groups are: corner tokens. */
package dev.plumbline.engine.measure.similarity;
