package io.flinkiscc.job;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads a YAML file of nested or flat keys into flat settings. Values keep the spelling they have
 * in the file. What is wrong is collected; for one use.
 */
final class YamlSettings {

  private final String fileName;
  private final List<String> problems;
  private final Map<String, Setting> settings = new LinkedHashMap<>();

  private YamlSettings(String fileName, List<String> problems) {
    this.fileName = fileName;
    this.problems = problems;
  }

  /**
   * Reads a file.
   *
   * @param problems gets what is wrong
   * @return the settings that could be read, by key
   */
  static Map<String, Setting> read(Path file, List<String> problems) {
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      problems.add("--config is " + file + ", which is no file that can be read");
      return Map.of();
    }
    YamlSettings reader = new YamlSettings(String.valueOf(file.getFileName()), problems);
    try (JsonParser yaml = new YAMLFactory().createParser(file.toFile())) {
      reader.read(yaml);
    } catch (JsonProcessingException e) {
      problems.add(reader.at(e.getLocation()) + ": this is no YAML: " + firstLine(e));
    } catch (IOException e) {
      problems.add("--config " + file + " cannot be read: " + e);
    }
    return reader.settings;
  }

  private void read(JsonParser yaml) throws IOException {
    JsonToken first = yaml.nextToken();
    if (first == null) {
      return;
    }
    if (first != JsonToken.START_OBJECT) {
      problems.add(at(yaml.currentTokenLocation()) + ": expected lines of the form key: value");
      return;
    }
    readSection(yaml, "");
    if (yaml.nextToken() != null) {
      problems.add(
          at(yaml.currentTokenLocation()) + ": a second document begins; put all keys into one");
    }
  }

  private void readSection(JsonParser yaml, String prefix) throws IOException {
    while (yaml.nextToken() == JsonToken.FIELD_NAME) {
      String key = prefix + yaml.currentName();
      String origin = at(yaml.currentTokenLocation());
      JsonToken value = yaml.nextToken();
      if (value == JsonToken.START_OBJECT) {
        readSection(yaml, key + ".");
      } else if (value == JsonToken.START_ARRAY) {
        problems.add(origin + ": " + key + " is a list; give one value");
        yaml.skipChildren();
      } else if (value == JsonToken.VALUE_NULL) {
        problems.add(origin + ": " + key + " has no value; give one or leave the key out");
      } else {
        add(new Setting(key, yaml.getText(), origin));
      }
    }
  }

  private void add(Setting setting) {
    Setting earlier = settings.putIfAbsent(setting.key(), setting);
    if (earlier != null) {
      problems.add(
          setting.problem(setting.key() + " is given twice, first at " + earlier.origin()));
    }
  }

  private String at(JsonLocation location) {
    return location == null ? fileName : fileName + " line " + location.getLineNr();
  }

  private static String firstLine(JsonProcessingException e) {
    return e.getOriginalMessage().lines().findFirst().orElse("");
  }
}
