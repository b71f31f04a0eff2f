/** Where a checkpoint lies, and what there is. */
package dev.plumbline.fetch.place;
