/** ISCC codec. */
package io.flinkiscc.iscc;
