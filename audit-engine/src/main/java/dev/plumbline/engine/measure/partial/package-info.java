/** What measuring leaves on its way: how an accumulator's state lies in a stream. */
package dev.plumbline.engine.measure.partial;
