package io.flinkiscc.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Filters over metadata that is JSON without a schema. */
class JsonMetadataTest {

  private static final String ASSET =
      "{'name':'Ada','year':1843,'score':2.0,'ratio':0.5,'free':true,'none':null,'tags':['a','b',3],"
          + "'empty':[],'by':{'org':{'name':'RS'},'years':[1,2]},'authors':[{'name':'A'},{'name':'B'},"
          + "{'age':7}],'dotted.name':'d','dotted':{'name':'n','other':'o'},'big':9007199254740993}";

  private static boolean matches(String json, String filter) {
    byte[] bytes = json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    return MetadataFilter.parseJson(filter.replace('\'', '"')).matches(JsonMetadata.parse(bytes));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{'field':'name','eq':'Ada'}                            | true",
        "{'field':'name','eq':'ada'}                            | false",
        "{'field':'name','in':['x','Ada']}                      | true",
        "{'field':'name','in':[]}                               | false",
        "{'field':'name','exists':true}                         | true",
        "{'field':'none','exists':true}                         | false",
        "{'field':'none','exists':false}                        | true",
        "{'field':'empty','exists':true}                        | true",
        "{'field':'by','exists':true}                           | true",
        "{'field':'by','eq':'RS'}                               | false",
        "{'field':'year','eq':1843}                             | true",
        "{'field':'year','eq':1843.0}                           | true",
        "{'field':'year','eq':'1843'}                           | false",
        "{'field':'score','eq':2}                               | true",
        "{'field':'ratio','in':[1, 0.5]}                        | true",
        "{'field':'big','eq':9007199254740993}                  | true",
        "{'field':'big','eq':9007199254740992}                  | false",
        "{'field':'big','range':{'gt':9007199254740992.0}}      | true",
        "{'field':'year','range':{'gte':1843,'lt':1843.5}}      | true",
        "{'field':'year','range':{'gt':1843}}                   | false",
        "{'field':'year','range':{'lte':1842.5}}                | false",
        "{'field':'year','range':{'gt':'a'}}                    | false",
        "{'field':'name','range':{'gte':'A','lt':'B'}}          | true",
        "{'field':'free','eq':true}                             | true",
        "{'field':'free','range':{'gte':0}}                     | false",
        "{'field':'tags','eq':'b'}                              | true",
        "{'field':'tags','eq':3}                                | true",
        "{'field':'tags','eq':'c'}                              | false",
        "{'field':'tags','range':{'gt':2}}                      | true",
        "{'field':'by.org.name','eq':'RS'}                      | true",
        "{'field':'by.years','range':{'lt':2}}                  | true",
        "{'field':'by.org','exists':true}                       | true",
        "{'field':'by.org.nothing','exists':true}               | false",
        "{'field':'authors.name','eq':'B'}                      | true",
        "{'field':'authors.name','eq':'C'}                      | false",
        "{'field':'authors.age','eq':7}                         | true",
        "{'field':'dotted.name','eq':'d'}                       | true",
        "{'field':'dotted.other','eq':'o'}                      | true",
        "{'and':[{'field':'year','eq':1843},{'not':{'field':'name','eq':'B'}}]} | true",
        "{'or':[{'field':'year','eq':1},{'field':'x','eq':2}]}  | false",
        "{'and':[]}                                             | true",
        "{'or':[]}                                              | false"
      })
  void aFilterLooksAtTheFieldsOfTheObject(String filter, boolean expected) {
    assertThat(matches(ASSET, filter)).isEqualTo(expected);
    assertThat(matches(ASSET, "{'not':" + filter + "}")).isEqualTo(!expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[1]", "7", "'text'", "{'name':", "null", "{'name':'Ada'", "\u0000"})
  void metadataThatIsNoObjectHasNoFields(String json) {
    assertThat(matches(json, "{'field':'name','exists':true}")).isFalse();
    assertThat(matches(json, "{'field':'name','eq':'Ada'}")).isFalse();
    assertThat(matches(json, "{'not':{'field':'name','eq':'Ada'}}")).isTrue();
  }

  @Test
  void theTextOfAFilterIsReadBackAsAnEqualOne() {
    MetadataFilter filter =
        MetadataFilter.or(
            MetadataFilter.in("a \ud83d\ude00 \ud800", List.of("\ud800", 1, 2.0, -.5, true)),
            MetadataFilter.not(MetadataFilter.range("b", "x", false, "y", true)),
            MetadataFilter.exists("c"));
    assertThat(MetadataFilter.parseJson(filter.toJson())).isEqualTo(filter);
    assertThat(filter.toJson()).isASCII();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "[]", "null", "{'a':1,'a':2}", "{'and':[]} x", "{'field':'a','eq':1e999}"})
  void textThatIsNoFilterIsRefused(String text) {
    assertThatThrownBy(() -> MetadataFilter.parseJson(text.replace('\'', '"')))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching("(?s).*(filter|compared).*");
  }
}
