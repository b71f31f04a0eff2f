/**
 * How reports are written: into which folder and files, from which templates, and how texts and
 * figures of others are put down.
 */
package dev.plumbline.reports.writing;
