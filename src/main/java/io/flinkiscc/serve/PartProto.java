package io.flinkiscc.serve;

import com.google.protobuf.ByteString;
import io.flinkiscc.index.UnitHit;
import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.match.AssetMatch;
import io.flinkiscc.match.ChunkTypePart;
import io.flinkiscc.match.MatchPart;
import io.flinkiscc.match.MatchQuery;
import io.flinkiscc.match.Relation;
import io.flinkiscc.nphd.Distance;
import io.flinkiscc.serve.proto.Answer;
import io.flinkiscc.serve.proto.Match;
import io.flinkiscc.serve.proto.Metadata;
import io.flinkiscc.serve.proto.SimprintPart;
import io.flinkiscc.serve.proto.UnitDistance;
import io.flinkiscc.serve.proto.UnitMatches;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Partial answers as messages from the service of a task. Nothing is lost on the way. */
public final class PartProto {

  private static final Relation[] RELATIONS = Relation.values();

  private PartProto() {}

  /** The message of a partial answer. */
  public static Answer of(MatchPart part) {
    Answer.Builder answer = Answer.newBuilder().setStatus(Answer.Status.OK).setExact(part.exact());
    part.matches().forEach(match -> answer.addMatches(match(match)));
    part.unitMatches().forEach((type, hits) -> answer.addUnitMatches(unitMatches(type, hits)));
    part.chunks().forEach((type, chunks) -> answer.addSimprints(SimprintProto.of(type, chunks)));
    part.chunkMetadata()
        .forEach(
            (key, json) ->
                answer.addSimprintMetadata(
                    Metadata.newBuilder().setKey(key).setJson(ByteString.copyFrom(json))));
    return answer.build();
  }

  /**
   * Reads the partial answer of a message.
   *
   * @param answer a message with status OK
   * @param asked what was asked; the answer has to fit
   * @throws InvalidMessageException if the message is no answer to the query
   */
  public static MatchPart part(Answer answer, MatchQuery asked) throws InvalidMessageException {
    if (answer.getStatus() != Answer.Status.OK) {
      throw new InvalidMessageException(
          "status is " + answer.getStatus() + ", only an answer that is OK has results");
    }
    requireAtMost(asked.limit(), answer.getMatchesCount(), "matches");
    List<AssetMatch> matches = new ArrayList<>(answer.getMatchesCount());
    for (Match match : answer.getMatchesList()) {
      matches.add(match(match));
    }
    EnumMap<UnitType, List<UnitHit>> unitMatches = new EnumMap<>(UnitType.class);
    for (UnitMatches ofType : answer.getUnitMatchesList()) {
      requireAtMost(asked.limit(), ofType.getHitsCount(), "unit matches of " + ofType.getType());
      MessageFields.putOnce(unitMatches, MessageFields.type(ofType.getType()), hits(ofType));
    }
    return new MatchPart(
        matches, unitMatches, simprints(answer, asked), metadata(answer), answer.getExact());
  }

  private static void requireAtMost(int limit, int given, String what)
      throws InvalidMessageException {
    if (given > limit) {
      throw new InvalidMessageException(
          "there are " + given + " " + what + ", allowed are " + limit + ", as asked for");
    }
  }

  private static Match match(AssetMatch match) {
    Match.Builder message =
        Match.newBuilder()
            .setKey(match.key())
            .setScore(match.score())
            .setRelation(match.relation().ordinal())
            .setMetadata(ByteString.copyFrom(match.metadata()));
    match
        .distances()
        .forEach(
            (type, distance) ->
                message.addDistances(
                    UnitDistance.newBuilder()
                        .setType(type.name())
                        .setHamming(distance.hamming())
                        .setBits(distance.bits())));
    return message.build();
  }

  private static AssetMatch match(Match match) throws InvalidMessageException {
    int relation = match.getRelation();
    if (relation < 0 || relation >= RELATIONS.length) {
      throw new InvalidMessageException(
          "relation is %s, allowed are 0..%d"
              .formatted(Integer.toUnsignedString(relation), RELATIONS.length - 1));
    }
    EnumMap<UnitType, Distance> distances = new EnumMap<>(UnitType.class);
    for (UnitDistance distance : match.getDistancesList()) {
      MessageFields.putOnce(
          distances,
          MessageFields.type(distance.getType()),
          MessageFields.distance(distance.getHamming(), distance.getBits()));
    }
    return MessageFields.checked(
        "a match",
        () ->
            new AssetMatch(
                match.getKey(),
                match.getScore(),
                RELATIONS[relation],
                distances,
                match.getMetadata().toByteArray()));
  }

  private static UnitMatches unitMatches(UnitType type, List<UnitHit> hits) {
    UnitMatches.Builder message = UnitMatches.newBuilder().setType(type.name());
    for (UnitHit hit : hits) {
      message.addHits(
          io.flinkiscc.serve.proto.UnitHit.newBuilder()
              .setKey(hit.key())
              .setHamming(hit.hamming())
              .setBits(hit.bits()));
    }
    return message.build();
  }

  private static List<UnitHit> hits(UnitMatches matches) throws InvalidMessageException {
    List<UnitHit> hits = new ArrayList<>(matches.getHitsCount());
    for (io.flinkiscc.serve.proto.UnitHit hit : matches.getHitsList()) {
      Distance distance = MessageFields.distance(hit.getHamming(), hit.getBits());
      hits.add(new UnitHit(hit.getKey(), distance.hamming(), distance.bits()));
    }
    return hits;
  }

  private static Map<UnitType, ChunkTypePart> simprints(Answer answer, MatchQuery asked)
      throws InvalidMessageException {
    EnumMap<UnitType, ChunkTypePart> parts = new EnumMap<>(UnitType.class);
    for (SimprintPart part : answer.getSimprintsList()) {
      UnitType type = MessageFields.type(part.getType());
      int queried = asked.simprints().getOrDefault(type, List.of()).size();
      if (part.getFrequenciesCount() != queried) {
        throw new InvalidMessageException(
            "%s has frequencies of %d simprints, asked were %d"
                .formatted(type, part.getFrequenciesCount(), queried));
      }
      MessageFields.putOnce(parts, type, SimprintProto.part(part));
    }
    return parts;
  }

  private static Map<Long, byte[]> metadata(Answer answer) throws InvalidMessageException {
    Map<Long, byte[]> metadata = new HashMap<>();
    for (Metadata of : answer.getSimprintMetadataList()) {
      if (metadata.put(of.getKey(), of.getJson().toByteArray()) != null) {
        throw new InvalidMessageException(
            "metadata of " + Long.toUnsignedString(of.getKey()) + " comes twice");
      }
    }
    return metadata;
  }
}
