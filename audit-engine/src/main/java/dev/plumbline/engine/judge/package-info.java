/** Bounds, and what becomes of metrics held against them. */
package dev.plumbline.engine.judge;
