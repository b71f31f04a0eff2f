/** Images pass the network once, and what comes out is summed. */
package dev.plumbline.engine.measure.pass;
