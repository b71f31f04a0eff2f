/** Running the network: on the full latents, on a crop, in shifted windows. */
package dev.plumbline.engine.measure.network;
