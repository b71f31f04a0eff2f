/** The representation explorer: a page that shows similarities of tokens, with its own data. */
package dev.plumbline.reports.explorer;
