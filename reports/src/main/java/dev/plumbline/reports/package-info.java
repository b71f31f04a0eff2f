/**
 * Turns what happens while audits run into reports: Allure results and a single-file HTML report, a
 * page to decide on, pictures, tables and exports, and a summary on the console. Everything it
 * knows comes from the JUnit Platform's launcher events and the records of {@link
 * dev.plumbline.api.report}.
 *
 * <p>Here are the listener and {@code ReportSet}, which says which reports there are. Each kind of
 * report has a package of its own; what a run came to is in {@code results}, how anything is
 * written in {@code writing}.
 */
package dev.plumbline.reports;
