package io.flinkiscc.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MetadataRowTest {

  private static final MetadataSchema SCHEMA =
      MetadataSchema.builder()
          .field("name", FieldType.STRING)
          .field("size", FieldType.LONG)
          .field("score", FieldType.DOUBLE)
          .field("live", FieldType.BOOLEAN)
          .field("tags", FieldType.STRING_LIST)
          .build();

  private static final String GOLDEN =
      "01"
          + "05"
          + "000005"
          + "68c3a96c6c"
          + "0101fffffffffffffffe"
          + "02023ff8000000000000"
          + "030301"
          + "040402"
          + "0161"
          + "00";

  private static MetadataRow sample() {
    return MetadataRow.fromMap(
        SCHEMA,
        Map.of(
            "name",
            "h\u00e9ll",
            "size",
            -2,
            "score",
            1.5f,
            "live",
            true,
            "tags",
            List.of("a", "")));
  }

  private static MetadataRow read(byte[] bytes) throws CorruptRowException {
    return MetadataRow.fromBytes(SCHEMA, ByteBuffer.wrap(bytes));
  }

  @Test
  void theBinaryFormIsFixed() throws Exception {
    assertThat(HexFormat.of().formatHex(sample().toBytes())).isEqualTo(GOLDEN);
    assertThat(read(HexFormat.of().parseHex(GOLDEN))).isEqualTo(sample());
    assertThat(MetadataRow.empty(SCHEMA).toBytes()).containsExactly(1, 0);
  }

  @Test
  void fieldsMayBeDeclaredBehindThoseOfAWrittenRow() throws Exception {
    MetadataSchema.Builder longer = MetadataSchema.builder();
    SCHEMA.fields().forEach(longer::field);
    MetadataSchema later = longer.field("more", FieldType.LONG).build();
    MetadataRow row = MetadataRow.fromBytes(later, ByteBuffer.wrap(sample().toBytes()));
    assertThat(row.toMap()).isEqualTo(sample().toMap());
    assertThat(row.get("more")).isNull();
  }

  @Test
  void everyTruncationAndEveryAdditionIsRefused() {
    byte[] bytes = sample().toBytes();
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> read(cut)).isInstanceOf(CorruptRowException.class);
    }
    assertThatThrownBy(() -> read(Arrays.copyOf(bytes, bytes.length + 1)))
        .isInstanceOf(CorruptRowException.class)
        .hasMessage("1 bytes follow a row of metadata");
  }

  @Test
  void foreignBytesAreRefusedWithTheReason() {
    for (String[] wrong :
        new String[][] {
          {"0200", "version 2, this program reads version 1"},
          {"0106", "number of fields in a row of metadata is 6, allowed are 0..5"},
          {"01010500", "place of a field in a row of metadata is 5, allowed are 0..4"},
          {"01010001", "holds type 1 for the field \"name\", which is a STRING (0)"},
          {"0101000001ff", "a text that is no UTF-8"},
          {"0101030302", "holds 2 for a boolean"},
          {"010102027ff0000000000000", "the number Infinity"},
          {"010102028000000000000000", "the number -0.0"},
          {"01020303010303" + "01", "field 3 after 3"},
          {"018000", "written too long"},
          {"018080808080", "longer than 5 bytes"},
          {"0101040480808001", "only 0 bytes follow"}
        }) {
      assertThatThrownBy(() -> read(HexFormat.of().parseHex(wrong[0])))
          .as(wrong[0])
          .isInstanceOf(CorruptRowException.class)
          .hasMessageContaining(wrong[1]);
    }
  }

  private static void refused(String field, Object value, String... parts) {
    assertThatThrownBy(() -> MetadataRow.fromMap(SCHEMA, Map.of(field, value)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(parts);
  }

  @Test
  void wrongValuesAreNamed() {
    refused("nmae", "x", "\"nmae\" is not declared; declared are [name, size");
    refused("name", 5, "\"name\" is a STRING and was given the Integer 5; allowed is text");
    refused(
        "size", "5", "\"size\" is a LONG and was given the text \"5\"", "an integer of 64 bits");
    refused("size", 5.0, "the Double 5.0");
    refused("score", Double.NaN, "the Double NaN");
    refused("score", (1L << 53) + 1, "the Long 9007199254740993");
    refused("live", "true", "allowed is true or false");
    refused("tags", "a", "\"tags\" is a STRING_LIST", "allowed is a list of texts");
    refused("tags", Arrays.asList("a", null), "was given null");
    refused("name", "\ud800", "\"name\" is no valid Unicode");
    refused("tags", List.of("x".repeat(1 << 23), "x".repeat(1 << 23)), "allowed are 16777216");
  }

  @Test
  void aRowDoesNotChangeWithWhatItWasMadeOf() {
    List<String> tags = Arrays.asList("a", "b");
    Map<String, Object> values = new HashMap<>(Map.of("tags", tags));
    values.put("name", null);
    MetadataRow row = MetadataRow.fromMap(SCHEMA, values);
    tags.set(0, "c");
    assertThat(row.get("tags")).isEqualTo(List.of("a", "b"));
    assertThat(row.get("name")).isNull();
    assertThatThrownBy(() -> row.get("nmae")).hasMessageContaining("not declared");
    assertThatThrownBy(() -> row.toMap().clear()).isInstanceOf(UnsupportedOperationException.class);
  }
}
