/**
 * What a run came to: its leaves, what became of them, what of that stands out. {@link
 * dev.plumbline.reports.results.RecordedRun} makes it of the launcher's events and tells the
 * reports.
 */
package dev.plumbline.reports.results;
