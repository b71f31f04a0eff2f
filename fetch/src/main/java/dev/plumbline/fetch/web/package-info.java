/** Files by HTTP. */
package dev.plumbline.fetch.web;
