/**
 * Simulations of the gate: how often it is red where nothing changed, and how often where something
 * did, through the engine's own judge on what real images gave to real metrics.
 */
package dev.plumbline.simulations;
