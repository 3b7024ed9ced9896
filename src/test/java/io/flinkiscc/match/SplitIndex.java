package io.flinkiscc.match;

import io.flinkiscc.index.Asset;
import io.flinkiscc.index.AssetIndex;
import io.flinkiscc.index.AssetOp;
import io.flinkiscc.index.IndexSnapshot;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** An index cut into parts by key group, as the tasks of a job hold it. */
final class SplitIndex {

  private static final int KEY_GROUPS = 128;

  private final List<AssetIndex> parts = new ArrayList<>();

  SplitIndex(int parts) {
    for (int i = 0; i < parts; i++) {
      this.parts.add(AssetIndex.builder().build());
    }
  }

  void apply(AssetOp op) {
    int keyGroup = keyGroup(op.key());
    part(keyGroup).apply(op, keyGroup);
  }

  Optional<Asset> get(long key) {
    return part(keyGroup(key)).snapshot().get(key);
  }

  long liveAssets() {
    return parts.stream().mapToLong(AssetIndex::liveAssets).sum();
  }

  List<IndexSnapshot> snapshots() {
    return parts.stream().map(AssetIndex::snapshot).toList();
  }

  /** Asks all parts and merges what they say in the order of the parts. */
  MergedAnswer ask(MatchRules rules, MatchQuery query) {
    return new MatchMerger(rules).merge(query, answers(rules, query));
  }

  /** Asks all parts and merges what they say in an order of chance. */
  MergedAnswer ask(MatchRules rules, MatchQuery query, Random order) {
    List<MatchPart> answers = answers(rules, query);
    Collections.shuffle(answers, order);
    return new MatchMerger(rules).merge(query, answers);
  }

  private List<MatchPart> answers(MatchRules rules, MatchQuery query) {
    Matcher matcher = new Matcher(rules);
    List<MatchPart> answers = new ArrayList<>();
    snapshots().forEach(s -> answers.add(matcher.match(s, query)));
    return answers;
  }

  private AssetIndex part(int keyGroup) {
    return parts.get(keyGroup * parts.size() / KEY_GROUPS);
  }

  private static int keyGroup(long key) {
    return (int) (key * 0x9E3779B97F4A7C15L >>> 57);
  }
}
