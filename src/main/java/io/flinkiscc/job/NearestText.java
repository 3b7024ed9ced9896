package io.flinkiscc.job;

import java.util.Collection;
import java.util.Comparator;

/** Finds what somebody may have meant. */
final class NearestText {

  private NearestText() {}

  /** The candidate with the fewest letters to insert, delete or replace; the first of equals. */
  static String among(Collection<String> candidates, String text) {
    return candidates.stream()
        .min(Comparator.comparingInt(candidate -> edits(candidate, text)))
        .orElseThrow();
  }

  /** Levenshtein distance, by dynamic programming over one row. */
  static int edits(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
