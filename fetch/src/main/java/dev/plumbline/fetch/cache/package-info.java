/** Files by their content, and checkpoints as folders of links to them. */
package dev.plumbline.fetch.cache;
