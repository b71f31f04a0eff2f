/** How files are written, for the engine, the reports and measurements of users' own. */
package dev.plumbline.api.files;
