/** Health of a layer: whether it does anything, and whether it can be had in half precision. */
package dev.plumbline.engine.measure.health;
