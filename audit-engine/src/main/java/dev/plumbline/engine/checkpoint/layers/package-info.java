/** Where the layers of a network are in its graph. */
package dev.plumbline.engine.checkpoint.layers;
