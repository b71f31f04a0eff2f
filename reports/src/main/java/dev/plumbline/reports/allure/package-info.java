/**
 * Allure: its results, its report in one file, the history from run to run, and what is added to
 * it. Nothing outside this package knows Allure.
 */
package dev.plumbline.reports.allure;
