/** Repositories of the Hugging Face hub. */
package dev.plumbline.fetch.hub;
