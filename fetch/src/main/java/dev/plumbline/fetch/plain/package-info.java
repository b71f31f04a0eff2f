/** Words, names and hashes that everything here uses. */
package dev.plumbline.fetch.plain;
