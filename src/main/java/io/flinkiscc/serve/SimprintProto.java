package io.flinkiscc.serve;

import io.flinkiscc.index.Chunk;
import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.match.ChunkEvidence;
import io.flinkiscc.match.ChunkTypePart;
import io.flinkiscc.serve.proto.SimprintAsset;
import io.flinkiscc.serve.proto.SimprintHit;
import io.flinkiscc.serve.proto.SimprintPart;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a part of an index knows about simprints of one type, as a message. */
final class SimprintProto {

  private SimprintProto() {}

  static SimprintPart of(UnitType type, ChunkTypePart part) {
    SimprintPart.Builder message =
        SimprintPart.newBuilder()
            .setType(type.name())
            .setAssets(part.assets())
            .setComplete(part.complete());
    for (int frequency : part.frequencies()) {
      message.addFrequencies(frequency);
    }
    part.evidence()
        .forEach(
            (key, chunks) -> {
              SimprintAsset.Builder asset = SimprintAsset.newBuilder().setKey(key);
              chunks.forEach(chunk -> asset.addHits(hit(chunk)));
              message.addEvidence(asset);
            });
    return message.build();
  }

  static ChunkTypePart part(SimprintPart part) throws InvalidMessageException {
    Map<Long, List<ChunkEvidence>> evidence = new HashMap<>();
    for (SimprintAsset asset : part.getEvidenceList()) {
      List<ChunkEvidence> chunks = new ArrayList<>(asset.getHitsCount());
      for (SimprintHit hit : asset.getHitsList()) {
        chunks.add(evidence(hit));
      }
      if (evidence.put(asset.getKey(), chunks) != null) {
        throw new InvalidMessageException(
            "evidence of " + Long.toUnsignedString(asset.getKey()) + " comes twice");
      }
    }
    int[] frequencies = new int[part.getFrequenciesCount()];
    for (int i = 0; i < frequencies.length; i++) {
      frequencies[i] = part.getFrequencies(i);
    }
    return MessageFields.checked(
        "simprints",
        () -> new ChunkTypePart(part.getAssets(), frequencies, evidence, part.getComplete()));
  }

  private static SimprintHit hit(ChunkEvidence evidence) {
    Chunk chunk = evidence.chunk();
    return SimprintHit.newBuilder()
        .setQuery(evidence.query())
        .setCode(MessageFields.bytes(chunk.code()))
        .setOffset((int) chunk.offset())
        .setSize((int) chunk.size())
        .setHamming(evidence.hamming())
        .setBits(evidence.bits())
        .build();
  }

  private static ChunkEvidence evidence(SimprintHit hit) throws InvalidMessageException {
    Chunk chunk =
        new Chunk(
            MessageFields.storedCode(hit.getCode()),
            Integer.toUnsignedLong(hit.getOffset()),
            Integer.toUnsignedLong(hit.getSize()));
    return MessageFields.checked(
        "evidence",
        () -> new ChunkEvidence(hit.getQuery(), chunk, hit.getHamming(), hit.getBits()));
  }
}
