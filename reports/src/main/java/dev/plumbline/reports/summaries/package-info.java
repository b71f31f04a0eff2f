/**
 * A run in a page or less: for the console, for programs, for a pull request, for build servers.
 */
package dev.plumbline.reports.summaries;
