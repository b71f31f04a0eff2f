/** Sessions, streaming passes, statistics and the measurements that follow from them. */
package dev.plumbline.engine.measure;
