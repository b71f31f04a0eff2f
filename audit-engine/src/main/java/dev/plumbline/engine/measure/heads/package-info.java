/** Statistics of representations, computed inside the network's graph. */
package dev.plumbline.engine.measure.heads;
