package io.flinkiscc.library;

import io.flinkiscc.graph.UsearchFile;
import io.flinkiscc.graph.UsearchHits;
import io.flinkiscc.graph.UsearchKey;
import io.flinkiscc.nphd.Code;
import io.flinkiscc.nphd.Radius;
import java.util.function.IntPredicate;

/** The rows of a mapped file. */
final class FileRows implements Rows {

  private final UsearchFile file;

  FileRows(UsearchFile file) {
    this.file = file;
  }

  @Override
  public int slots() {
    return file.slots();
  }

  @Override
  public int live() {
    return file.live();
  }

  @Override
  public boolean removed(int slot) {
    return file.removed(slot);
  }

  @Override
  public UsearchKey key(int slot) {
    return file.key(slot);
  }

  @Override
  public Code code(int slot) {
    return file.code(slot);
  }

  @Override
  public int slot(UsearchKey key) {
    return file.slot(key);
  }

  @Override
  public UsearchHits search(Code query, int k, int ef, IntPredicate accept) {
    return file.search(query, k, ef, accept);
  }

  @Override
  public UsearchHits nearest(Code query, int k, IntPredicate accept) {
    return file.nearest(query, k, accept);
  }

  @Override
  public UsearchHits within(Code query, Radius radius, IntPredicate accept) {
    return file.within(query, radius, accept);
  }

  @Override
  public boolean isMisnamed() {
    return file.isMisnamedNphd();
  }

  @Override
  public UsearchHits nearest(Code query, int k, IntPredicate accept, int from, int to) {
    return file.nearest(query, k, accept, from, to);
  }

  @Override
  public UsearchHits within(Code query, Radius radius, IntPredicate accept, int from, int to) {
    return file.within(query, radius, accept, from, to);
  }

  @Override
  public long fileBytes() {
    return file.fileBytes();
  }

  @Override
  public long heapBytes() {
    return file.heapBytes();
  }
}
