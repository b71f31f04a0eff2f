/** Tables of a run's metrics as CSV files. */
package dev.plumbline.reports.tables;
