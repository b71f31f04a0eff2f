/** What measuring takes of memory, and what there is. */
package dev.plumbline.engine.measure.memory;
