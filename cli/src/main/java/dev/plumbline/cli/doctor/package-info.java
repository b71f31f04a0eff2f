/** What may keep audits from running on a machine, and what to do about it. */
package dev.plumbline.cli.doctor;
