/** Checkpoints in archives. */
package dev.plumbline.fetch.archives;
