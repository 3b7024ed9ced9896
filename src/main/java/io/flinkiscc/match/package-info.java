/**
 * From unit hits to ranked matches: thresholds, scores, relation tiers, and the merge of the
 * partial answers of several index tasks. Nothing here knows Flink or Kafka.
 */
package io.flinkiscc.match;
