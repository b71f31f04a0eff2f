/**
 * Turns what happens while audits run into reports: Allure results and a single-file HTML report, a
 * page to decide on, pictures, tables and exports, and a summary on the console. Everything it
 * knows comes from the JUnit Platform's launcher events and the records of {@link
 * dev.plumbline.api.report}.
 */
package dev.plumbline.reports;
