package io.flinkiscc.iscc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CodecPropertyTest {

  private static final String ALPHABET =
      RandomCodes.BASE32 + "abcdefghijklmnopqrstuvwxyz01890:=-_+/ \t\u0130\u0131\u017f\u212a\ud83d";

  private final long seed = System.nanoTime();
  private final RandomCodes codes = new RandomCodes(seed);
  private final Random random = codes.random();

  @BeforeEach
  void printSeed() {
    System.out.println("CodecPropertyTest seed " + seed);
  }

  @Test
  void everyValidDigestIsReadAndFormatsToItself() {
    for (int round = 0; round < 20_000; round++) {
      byte[] digest = codes.digest();
      String text = RandomCodes.canonical(digest);
      Iscc value = Iscc.parse(text);
      assertThat(value.canonical()).as("seed %d", seed).isEqualTo(text);
      assertThat(value.bits()).as("seed %d, %s", seed, text).isEqualTo(8 * (digest.length - 2));
      assertThat(value.mainType().code()).as("seed %d, %s", seed, text).isEqualTo(digest[0] >> 4);
      assertThat(Iscc.parse(text)).as("seed %d", seed).isEqualTo(value).hasSameHashCodeAs(value);
      assertThat(body(value))
          .as("seed %d, %s", seed, text)
          .isEqualTo(Arrays.copyOfRange(digest, 2, digest.length));
    }
  }

  private static byte[] body(Iscc value) {
    if (value instanceof IsccUnit unit) {
      return unit.body();
    } else if (value instanceof IsccCode code) {
      return code.body();
    } else if (value instanceof IsccFlake flake) {
      return flake.body();
    } else if (value instanceof LegacyIsccId id) {
      return id.body();
    }
    return ByteBuffer.allocate(8).putLong(((IsccId) value).body()).array();
  }

  @Test
  void everySpellingOfAValidDigestIsNormalized() {
    for (int round = 0; round < 5_000; round++) {
      byte[] digest = codes.digest();
      String canonical = RandomCodes.canonical(digest);
      List<String> spellings = new ArrayList<>(RandomCodes.multiformats(digest));
      String body = canonical.substring(5);
      spellings.add(body);
      spellings.add(canonical);
      spellings.add("iscc:" + body.toLowerCase(Locale.ROOT));
      spellings.add("  iScC : " + mixCase(hyphenate(body)) + "\n");
      spellings.add(mixCase(hyphenate(body)).replaceFirst("^-+", ""));
      for (String spelling : spellings) {
        assertThat(Iscc.normalize(spelling)).as("seed %d, %s", seed, spelling).isEqualTo(canonical);
      }
    }
  }

  private String mixCase(String text) {
    return text.chars()
        .mapToObj(c -> String.valueOf((char) c))
        .map(c -> random.nextBoolean() ? c : c.toLowerCase(Locale.ROOT))
        .collect(Collectors.joining());
  }

  private String hyphenate(String text) {
    StringBuilder out = new StringBuilder(text);
    for (int i = random.nextInt(6); i > 0; i--) {
      out.insert(random.nextInt(out.length() + 1), '-');
    }
    return out.toString();
  }

  @Test
  void joinedUnitsBecomeTheCodeComposedOfThem() {
    for (int round = 0; round < 5_000; round++) {
      List<IsccUnit> units = codes.composable();
      String code = IsccCode.compose(units).canonical();
      String hyphen = random.nextBoolean() ? "-" : "";
      String joined =
          units.stream()
              .map(unit -> unit.canonical().substring(5))
              .collect(Collectors.joining(hyphen));
      assertThat(Iscc.normalize(joined)).as("seed %d, %s", seed, joined).isEqualTo(code);
      assertThat(Iscc.normalize("ISCC:" + mixCase(joined)))
          .as("seed %d, %s", seed, joined)
          .isEqualTo(code);
    }
  }

  @Test
  void composingIgnoresOrderAndDecomposingGivesPrefixes() {
    for (int round = 0; round < 5_000; round++) {
      List<IsccUnit> units = codes.composable();
      IsccCode code = IsccCode.compose(units);
      List<IsccUnit> parts = code.decompose();
      assertThat(parts).as("seed %d, %s", seed, code).hasSameSizeAs(units);
      assertThat(parts)
          .as("seed %d, %s", seed, code)
          .isSortedAccordingTo((a, b) -> a.type().compareTo(b.type()))
          .allSatisfy(
              part -> {
                assertThat(part.bits()).isEqualTo(64);
                assertThat(units).filteredOn(unit -> unit.extendsUnit(part)).hasSize(1);
              });
      Collections.shuffle(units, random);
      assertThat(IsccCode.compose(units)).as("seed %d", seed).isEqualTo(code);
      assertThat(IsccCode.compose(parts)).as("seed %d", seed).isEqualTo(code);
      assertThat(Iscc.parse(code.canonical())).as("seed %d", seed).isEqualTo(code);
    }
  }

  @Test
  void everyPossibleHeaderIsTakenExactlyWithTheBodyItAnnounces() {
    for (int header = 0; header < 1 << 16; header++) {
      int first = header >> 8;
      int second = header & 0xff;
      int announced = announcedBodyBytes(first, second);
      int probe = announced < 0 ? 8 : announced;
      for (int bodyBytes : new int[] {probe - 1, probe, probe + 1}) {
        byte[] digest = RandomCodes.join(first, second, new byte[bodyBytes]);
        if (first >> 4 == 6 && second >> 4 == 0 && bodyBytes > 8) {
          digest[digest.length - 1] = 1;
          Arrays.fill(digest, 10, digest.length - 1, (byte) 0x80);
        }
        String text = RandomCodes.canonical(digest);
        if (bodyBytes == announced) {
          assertThatCode(() -> Iscc.parse(text)).as(text).doesNotThrowAnyException();
        } else {
          assertThatThrownBy(() -> Iscc.parse(text))
              .as(text)
              .isExactlyInstanceOf(IsccException.class);
          assertThatThrownBy(() -> Iscc.normalize(text))
              .as(text)
              .isExactlyInstanceOf(IsccException.class);
        }
      }
    }
  }

  /** The header table of the standard, written as plainly as possible; -1 means invalid. */
  private static int announcedBodyBytes(int first, int second) {
    int main = first >> 4;
    int sub = first & 15;
    int version = second >> 4;
    int length = second & 15;
    boolean idV1 = main == 6 && version == 1;
    if (length > 7 || version != 0 && !idV1) {
      return -1;
    }
    int[] masks = {0, 1, 1, 2, 1, 2, 2, 3};
    return switch (main) {
      case 0, 3, 4 -> sub == 0 ? 4 * length + 4 : -1;
      case 1, 2 -> sub < 5 ? 4 * length + 4 : -1;
      case 5 -> {
        if (sub == 5) {
          yield length == 0 ? 16 : -1;
        } else if (sub == 6) {
          yield length == 4 ? 24 : -1;
        } else if (sub == 7) {
          yield length == 0 ? 32 : -1;
        }
        yield sub < 5 && length != 0 && length != 4 ? 16 + 8 * masks[length] : -1;
      }
      case 6 -> {
        if (idV1) {
          yield sub < 2 && length == 0 ? 8 : -1;
        }
        yield sub < 4 && length < 5 ? 8 + length : -1;
      }
      case 7 -> sub == 0 && length > 0 ? 4 * length + 4 : -1;
      default -> -1;
    };
  }

  @Test
  void randomBytesAreRefusedOrReadAsThemselves() {
    for (int round = 0; round < 50_000; round++) {
      byte[] digest = codes.bytes(random.nextInt(46));
      checkParse(RandomCodes.canonical(digest));
      checkNormalize(RandomCodes.canonical(digest));
      RandomCodes.multiformats(digest).forEach(this::checkNormalize);
    }
  }

  @Test
  void randomTextsAreRefusedOrReadAsThemselves() {
    for (int round = 0; round < 50_000; round++) {
      StringBuilder text = new StringBuilder(codes.oneOf(List.of("", "ISCC:", "iscc:", "f", "z")));
      for (int i = random.nextInt(80); i > 0; i--) {
        text.append(anyCharacter());
      }
      checkParse(text.toString());
      checkNormalize(text.toString());
      checkSimprint(text.toString());
    }
  }

  @Test
  void damagedCodesAreRefusedOrReadAsThemselves() {
    for (int round = 0; round < 50_000; round++) {
      byte[] digest = codes.digest();
      List<String> spellings = new ArrayList<>(RandomCodes.multiformats(digest));
      spellings.add(RandomCodes.canonical(digest));
      spellings.add(RandomCodes.canonical(digest));
      spellings.add(
          RandomCodes.canonical(digest) + "-" + RandomCodes.canonical(digest).substring(5));
      String text = damage(codes.oneOf(spellings));
      checkParse(text);
      checkNormalize(text);
      byte[] simprint = codes.bytes(random.nextInt(36));
      checkSimprint(damage(Base64.getUrlEncoder().encodeToString(simprint)));
    }
  }

  private String damage(String text) {
    StringBuilder out = new StringBuilder(text);
    for (int i = 1 + random.nextInt(3); i > 0 && !out.isEmpty(); i--) {
      int at = random.nextInt(out.length());
      switch (random.nextInt(4)) {
        case 0 -> out.deleteCharAt(at);
        case 1 -> out.insert(at, anyCharacter());
        case 2 -> out.setCharAt(at, anyCharacter());
        default -> out.setLength(at);
      }
    }
    return out.toString();
  }

  private char anyCharacter() {
    return random.nextInt(20) == 0
        ? (char) random.nextInt(1 << 16)
        : ALPHABET.charAt(random.nextInt(ALPHABET.length()));
  }

  /** Nothing but an IsccException, and what is accepted is the one text of its value. */
  private void checkParse(String text) {
    accepted(text, Iscc::parse)
        .ifPresent(value -> assertThat(value.canonical()).as("seed %d", seed).isEqualTo(text));
  }

  private void checkNormalize(String text) {
    accepted(text, Iscc::normalize)
        .ifPresent(
            canonical -> {
              assertThat(Iscc.parse(canonical).canonical())
                  .as("seed %d, %s", seed, text)
                  .isEqualTo(canonical);
              assertThat(Iscc.normalize(canonical))
                  .as("seed %d, %s", seed, text)
                  .isEqualTo(canonical);
            });
  }

  private void checkSimprint(String text) {
    accepted(text, Simprint::parse)
        .ifPresent(
            simprint -> {
              String plain = text.replace("=", "").replace('+', '-').replace('/', '_');
              assertThat(Simprint.format(simprint)).as("seed %d, %s", seed, text).isEqualTo(plain);
            });
  }

  private <T> Optional<T> accepted(String text, Function<String, T> parser) {
    try {
      return Optional.of(parser.apply(text));
    } catch (IsccException e) {
      assertThat(e.getMessage())
          .as("seed %d", seed)
          .matches("[ -~]+")
          .endsWith(".")
          .hasSizeLessThan(1000);
      return Optional.empty();
    }
  }
}
