/**
 * What the engine tells reports while the leaves run: plain records that travel as report entries.
 */
package dev.plumbline.api.report;
