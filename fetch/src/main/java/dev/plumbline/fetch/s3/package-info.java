/** Checkpoints in object stores. */
package dev.plumbline.fetch.s3;
