/** What callers of a measurement see. */
package dev.plumbline.engine.measure.results;
