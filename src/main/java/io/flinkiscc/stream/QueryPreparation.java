package io.flinkiscc.stream;

import io.flinkiscc.kafka.QueryRecord;
import io.flinkiscc.query.UnitCodes;
import java.util.Map;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/** Takes the codes out of queries; those by ISCC-ID go to the resolver by a side output. */
final class QueryPreparation extends ProcessFunction<QueryRecord, PreparedQuery> {

  static final OutputTag<QueryRecord> BY_ID = new OutputTag<>("by-id", IndexedStream.QUERIES);

  private static final long serialVersionUID = 1L;

  private final boolean queriesById;

  QueryPreparation(boolean queriesById) {
    this.queriesById = queriesById;
  }

  @Override
  public void processElement(QueryRecord query, Context context, Collector<PreparedQuery> out) {
    if (query.isccId().isEmpty()) {
      out.collect(new PreparedQuery(query, PreparedQuery.State.READY, UnitCodes.of(query.units())));
    } else if (queriesById) {
      context.output(BY_ID, query);
    } else {
      out.collect(new PreparedQuery(query, PreparedQuery.State.BY_ID_SWITCHED_OFF, Map.of()));
    }
  }
}
