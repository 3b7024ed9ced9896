package io.flinkiscc.query;

/** What a part of an index answered: that of some of its key groups. */
public interface KeyGroupPart {

  /** First key group of the part of the index that was searched. */
  int firstKeyGroup();

  /** Last key group of that part. */
  int lastKeyGroup();
}
