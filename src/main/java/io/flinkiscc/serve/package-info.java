/**
 * Asking an index from outside of its job: whoever asks knows an {@link
 * io.flinkiscc.serve.IsccSearcher}, whether a running job answers or a checkpoint.
 */
package io.flinkiscc.serve;
