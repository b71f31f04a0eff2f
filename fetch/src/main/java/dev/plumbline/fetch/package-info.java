/** Fetches checkpoints that lie elsewhere: the one service of this module. */
package dev.plumbline.fetch;
