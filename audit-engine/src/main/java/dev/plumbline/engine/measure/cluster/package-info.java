/** Tasks of measuring that machines of a cluster do, which another module knows how to reach. */
package dev.plumbline.engine.measure.cluster;
