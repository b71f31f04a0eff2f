/** How metrics went from run to run, over the runs that can be compared. */
package dev.plumbline.reports.trends;
