/** File formats: NumPy arrays, safetensors, JSON. */
package dev.plumbline.engine.input.files;
