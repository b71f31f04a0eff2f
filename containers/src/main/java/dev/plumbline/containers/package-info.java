/** Worker processes in containers: what they are started with, may read, and are confined to. */
package dev.plumbline.containers;
