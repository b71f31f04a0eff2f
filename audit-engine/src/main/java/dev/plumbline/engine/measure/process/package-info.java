/** Worker processes: how they are started, spoken to and ended. */
package dev.plumbline.engine.measure.process;
