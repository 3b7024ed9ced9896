/** Support for tests: brokers that can be killed, and the topics on them. */
package io.flinkiscc.testing;
