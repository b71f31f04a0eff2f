/** Which of many files make up a checkpoint. */
package dev.plumbline.fetch.choice;
