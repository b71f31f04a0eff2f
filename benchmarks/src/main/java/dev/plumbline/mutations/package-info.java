/**
 * The gate's mutation score: how many damaged copies of a checkpoint are red in the documented flow
 * with a baseline, and how many harmless ones are.
 */
package dev.plumbline.mutations;
