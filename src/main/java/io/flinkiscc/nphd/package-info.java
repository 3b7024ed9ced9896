/**
 * Packed similarity codes, the normalised prefix Hamming distance (NPHD) between them, and exact
 * scans over arrays of them.
 *
 * <p>A {@link io.flinkiscc.nphd.Code} has 8 to 256 bits in steps of 8. Codes of different lengths
 * are compared over their common prefix, and the result is kept as the integer pair {@link
 * io.flinkiscc.nphd.Distance}, never as a float. NPHD obeys the triangle inequality only among
 * codes of one length, so nothing in this package prunes by it.
 */
package io.flinkiscc.nphd;
