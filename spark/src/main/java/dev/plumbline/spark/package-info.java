/** Has the engine's tasks of measuring done on Spark. */
package dev.plumbline.spark;
