/** What measuring costs, next to the U-Net alone and to the paper's way of measuring. */
package dev.plumbline.benchmarks;
