/** The page to decide on. */
package dev.plumbline.reports.pages;
