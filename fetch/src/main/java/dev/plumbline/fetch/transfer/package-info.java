/** Brings files here: what is asked, how patiently, and what is held against what was said. */
package dev.plumbline.fetch.transfer;
