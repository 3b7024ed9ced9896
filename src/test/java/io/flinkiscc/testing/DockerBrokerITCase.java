package io.flinkiscc.testing;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

@RequiresDocker
class DockerBrokerITCase extends TestBrokerContract {
  private static DockerBroker broker;

  @BeforeAll
  static void startBroker() {
    broker = DockerBroker.start();
  }

  @AfterAll
  static void closeBroker() {
    if (broker != null) {
      broker.close();
    }
  }

  @Override
  DockerBroker broker() {
    return broker;
  }
}
