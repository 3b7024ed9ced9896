package io.flinkiscc.job;

import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.config.ConfigResource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares the transaction timeout of a configuration with what the brokers allow, because a sink
 * that asks for more fails the job again and again.
 */
final class TransactionLimit {

  private static final Logger LOG = LoggerFactory.getLogger(TransactionLimit.class);
  private static final String LIMIT = "transaction.max.timeout.ms";

  private TransactionLimit() {}

  /**
   * Checks the configuration; brokers that do not let their settings be read pass.
   *
   * @throws JobSetupException if the brokers allow less than is configured
   */
  static void check(Admin admin, Node broker, JobConfig config)
      throws JobSetupException, InterruptedException {
    if (config.get(JobOptions.DELIVERY) != DeliveryGuarantee.EXACTLY_ONCE) {
      return;
    }
    ConfigResource settings = new ConfigResource(ConfigResource.Type.BROKER, broker.idString());
    ConfigEntry limit;
    try {
      limit = admin.describeConfigs(List.of(settings)).all().get().get(settings).get(LIMIT);
    } catch (ExecutionException e) {
      LOG.info("{} of the brokers cannot be read: {}", LIMIT, e.getCause().getMessage());
      return;
    }
    long wanted = config.get(JobOptions.TRANSACTION_TIMEOUT).toMillis();
    if (limit != null && limit.value() != null && wanted > Long.parseLong(limit.value())) {
      throw new JobSetupException(
          ("%s is %d ms, but the brokers at %s allow %s ms (their %s); lower the first or raise"
                  + " the second")
              .formatted(
                  JobOptions.TRANSACTION_TIMEOUT,
                  wanted,
                  config.get(JobOptions.BOOTSTRAP_SERVERS),
                  limit.value(),
                  LIMIT),
          null);
    }
  }
}
