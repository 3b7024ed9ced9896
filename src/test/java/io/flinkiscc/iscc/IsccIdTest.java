package io.flinkiscc.iscc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class IsccIdTest {

  private static final long LAST_MICROS = (1L << 52) - 1;

  @Test
  void fieldsFillTheBody() {
    IsccId id = IsccId.of(1, 1_761_463_136_732_292L, 4095);
    assertThat(id.realm()).isEqualTo(1);
    assertThat(id.timestampMicros()).isEqualTo(1_761_463_136_732_292L);
    assertThat(id.hubId()).isEqualTo(4095);
    assertThat(id.body()).isEqualTo(1_761_463_136_732_292L * 4096 + 4095);
    assertThat(id.bits()).isEqualTo(64);
    assertThat(id.mainType()).isEqualTo(MainType.ID);
    assertThat(IsccId.parse(id.canonical())).isEqualTo(id);
    assertThat(id.canonical()).hasSize(21).startsWith("ISCC:MEI");
  }

  @Test
  void theLastTimestampIsReadUnsigned() {
    IsccId id = IsccId.of(0, LAST_MICROS, 4095);
    assertThat(id.body()).isEqualTo(-1);
    assertThat(id.timestampMicros()).isEqualTo(LAST_MICROS);
    assertThat(IsccId.of(0, -1L)).isEqualTo(id);
  }

  @Test
  void valuesOutOfRangeAreRefused() {
    assertThatThrownBy(() -> IsccId.of(2, 1L))
        .isInstanceOf(IsccException.class)
        .hasMessage("Realm of an ISCC-ID is 2; allowed are 0 (test) and 1 (operational).");
    assertThatThrownBy(() -> IsccId.of(-1, 1L, 1)).isInstanceOf(IsccException.class);
    assertThatThrownBy(() -> IsccId.of(0, LAST_MICROS + 1, 1))
        .isInstanceOf(IsccException.class)
        .hasMessage(
            "Timestamp of an ISCC-ID is 4503599627370496 microseconds; allowed are 0 to"
                + " 4503599627370495.");
    assertThatThrownBy(() -> IsccId.of(0, -1L, 1)).isInstanceOf(IsccException.class);
    assertThatThrownBy(() -> IsccId.of(0, 1L, 4096))
        .isInstanceOf(IsccException.class)
        .hasMessage("Hub of an ISCC-ID is 4096; allowed are 0 to 4095.");
    assertThatThrownBy(() -> IsccId.of(0, 1L, -1)).isInstanceOf(IsccException.class);
  }

  @Test
  void orderIsUnsignedBodyThenRealm() {
    IsccId first = IsccId.of(0, 0L);
    IsccId sameBody = IsccId.of(1, 0L);
    IsccId before2041 = IsccId.of(0, Long.MAX_VALUE);
    IsccId after2041 = IsccId.of(0, Long.MIN_VALUE);
    List<IsccId> ordered = List.of(first, sameBody, before2041, after2041);
    for (int i = 0; i < ordered.size(); i++) {
      for (int j = 0; j < ordered.size(); j++) {
        assertThat(Integer.signum(ordered.get(i).compareTo(ordered.get(j))))
            .isEqualTo(Integer.compare(i, j));
        assertThat(ordered.get(i).equals(ordered.get(j))).isEqualTo(i == j);
      }
    }
  }

  @Test
  void legacyIdsAreRefusedThoughTheyStartAlike() {
    assertThatThrownBy(() -> IsccId.parse("ISCC:MAAAVD5HWSI433IK"))
        .isInstanceOf(IsccException.class)
        .hasMessage(
            "ISCC \"ISCC:MAAAVD5HWSI433IK\" is of kind ISCC-ID version 0; wanted is an ISCC-ID"
                + " version 1.");
  }
}
