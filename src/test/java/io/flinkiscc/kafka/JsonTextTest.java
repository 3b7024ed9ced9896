package io.flinkiscc.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class JsonTextTest {

  private final long seed = new Random().nextLong();
  private final Random random = new Random(seed);

  private static String compact(String json) throws RecordRejectedException {
    byte[] value = ("{\"a\":1, \"x\"\n:\t" + json + " ,\"z\":{}}").getBytes(StandardCharsets.UTF_8);
    return StrictJson.read(value, 1_000_000, Set.of("a"), Set.of("x")).opaque("x");
  }

  @Test
  void onlyBlanksBetweenTokensGo() throws Exception {
    assertThat(compact("{ \"a b\" : [ 1.50 ,\r\n\t-0.0, 1E+5, true ] , \"\\\" }\" : \" { \\\\\" }"))
        .isEqualTo("{\"a b\":[1.50,-0.0,1E+5,true],\"\\\" }\":\" { \\\\\"}");
    assertThat(compact("{ }")).isEqualTo("{}");
    assertThat(compact("[ [ ] , [ { } ] ]")).isEqualTo("[[],[{}]]");
  }

  @Test
  void scalarsAreTakenAsTheyAre() throws Exception {
    for (String scalar :
        new String[] {"1.50", "-0", "1e400", "true", "false", "\"\"", "\" a,]} \\\" \\u00e4\""}) {
      assertThat(compact(scalar)).isEqualTo(scalar);
    }
    assertThat(compact("null")).isNull();
  }

  @Test
  void endsOfTheDocumentAreNoEndsOfLiterals() throws Exception {
    byte[] value = "{\"x\":12}".getBytes(StandardCharsets.UTF_8);

    assertThat(StrictJson.read(value, 100, Set.of(), Set.of("x")).opaque("x")).isEqualTo("12");
  }

  @Test
  void anyJsonBecomesItsCompactForm() throws Exception {
    ObjectWriter pretty = Schemas.JSON.writerWithDefaultPrettyPrinter();
    for (int round = 0; round < 2_000; round++) {
      JsonNode json = randomJson(4);
      if (!json.isNull()) {
        assertThat(compact(pretty.writeValueAsString(json)))
            .as("seed %d, round %d", seed, round)
            .isEqualTo(json.toString());
      }
    }
  }

  private JsonNode randomJson(int depth) {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    switch (random.nextInt(depth > 0 ? 7 : 5)) {
      case 0:
        return nodes.numberNode(random.nextLong());
      case 1:
        return nodes.numberNode(random.nextGaussian());
      case 2:
        return nodes.textNode(randomText());
      case 3:
        return nodes.booleanNode(random.nextBoolean());
      case 4:
        return nodes.nullNode();
      case 5:
        ArrayNode array = nodes.arrayNode();
        for (int i = random.nextInt(4); i > 0; i--) {
          array.add(randomJson(depth - 1));
        }
        return array;
      default:
        ObjectNode object = nodes.objectNode();
        for (int i = random.nextInt(4); i > 0; i--) {
          object.set(randomText(), randomJson(depth - 1));
        }
        return object;
    }
  }

  private String randomText() {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(8); i > 0; i--) {
      text.append(" \"\\{}[],:\n\tä€ab\u0000".charAt(random.nextInt(16)));
    }
    return text.toString();
  }
}
