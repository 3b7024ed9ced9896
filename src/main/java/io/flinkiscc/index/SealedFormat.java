package io.flinkiscc.index;

/**
 * The format of a sealed shard: an immutable file of assets, searched in place where it is mapped.
 *
 * <p>All numbers are little endian and unsigned unless said otherwise; i64 is signed. {@code n} is
 * the number of entries. The file is
 *
 * <pre>
 *   head       16 bytes
 *   sections   each begins at the next multiple of 64; the gaps are zero
 *   table      begins at the next multiple of 64, 32 bytes per section
 *   tail       40 bytes
 *
 * head:   magic       u64   0x4452485343435349, the bytes "ISCCSHRD"
 *         version     u32   see below
 *         crc         u32   CRC32C of the 12 bytes before
 *
 * table, for each section in the order of the file:
 *         kind        u8    see below
 *         role        u8    0 unit or none, 1 simprint
 *         type        u8    {@link io.flinkiscc.iscc.UnitType#code()}, 0 if none
 *         codeBytes   u8    length of the codes, 1..32, 0 if none
 *         part        u32   number of the part of a PAYLOAD, else 0
 *         offset      u64   of the section in the file
 *         length      u64   its bytes, at most 2^30
 *         crc         u32   CRC32C of its bytes
 *         reserved    u32   0
 *
 * tail:   table       u64   offset of the table
 *         sections    u32   how many, at most 65536
 *         tableCrc    u32   CRC32C of the table
 *         fileBytes   u64   bytes of the file
 *         version     u32   as in the head
 *         crc         u32   CRC32C of the 28 bytes before
 *         magic       u64   0x444E455343435349, the bytes "ISCCSEND"
 * </pre>
 *
 * <p>Entries are sorted by key group, then by unsigned key; their place in this order is their
 * ordinal. Rows of a column of units are entries; rows of a column of simprints are numbered by
 * entry, then by place in the asset. The distinct codes of one column and length are its nodes.
 * Sections by kind; those marked + occur once for each column of codes, those marked * once for
 * each length in it:
 *
 * <pre>
 *  1 META
 *         entries     u32   n
 *         keyGroups   u32   how many key groups have entries
 *         blocks      u32   how many payload blocks there are
 *         parts       u32   how many PAYLOAD sections there are
 *         minSeq, maxSeq               i64 each, 0 if n is 0
 *         minEventTime, maxEventTime   i64 each, microseconds since 1970 UTC, 0 if n is 0
 *         formBytes   u64   bytes of all asset forms
 *         columns     u32   columns of codes, ascending by (role, type), each:
 *           role u8, type u8, lengths u8, reserved u8 (0), rows u32
 *           then for each length, ascending:
 *             codeBytes u8, flags u8 (1 has a graph, 2 nodes are sorted),
 *             candidates u16: what a search of the graph must keep in view, 0 if there is none,
 *             nodes u32
 *  2 KEY_GROUPS     ascending: keyGroup u32, first u32: its first entry
 *  3 KEYS           n x u64
 *  4 SEQS           n x i64; absent if minSeq = maxSeq
 *  5 EVENT_TIMES    n x i64; absent if minEventTime = maxEventTime
 *  6 DIGESTS        n x u64, XXH3-64 (seed 0) of the asset form
 *  7 BLOOM          blocks of 8 x u64, see {@link SealedBloom}
 *  8 BLOCKS         for each payload block:
 *         first       u32   its first entry; it holds those up to the first of the next block
 *         part        u32   the PAYLOAD section it is in
 *         offset      u32   where in that section
 *         stored      u32   its bytes there
 *         raw         u32   its bytes when inflated; equal to stored if it is not compressed
 *         crc         u32   CRC32C of the stored bytes
 *  9 PAYLOAD        blocks, raw or as raw DEFLATE streams (RFC 1951). A block is
 *         ends        u32 for each entry: where its form ends, counted from the end of this list
 *         forms       asset forms, see {@link AssetCodec}
 * 10 CODES *        scan planes, see {@link io.flinkiscc.nphd.MappedCodes}
 * 11 GRAPH *        see {@link io.flinkiscc.graph.CompactGraph}, if flag 1 is set; its node i is
 *                   code i of the planes
 * 12 POSTINGS *     u32 by node: its row; or 2^31 + where its list begins in POSTING_LISTS, counted
 *                   in u32; or 2^32 - 1 if it has no row and only serves the graph
 * 13 POSTING_LISTS *  lists of count u32 (2 or more), then count x u32 rows, ascending
 * 14 UNIT_NODES +   units only: the entries that have one, see {@link SealedEntrySet}, then u32 for
 *                   each of them: its node, nodes being numbered through the lengths of the column,
 *                   ascending
 * 15 CHUNKS +       simprints only: rows x u32 entry, rows x u32 offset, rows x u32 size
 * 16 CHUNK_ENTRIES +  simprints only: the entries that have one, see {@link SealedEntrySet}
 * 17 LEFT_OUT      once for each role and type of which there are codes but no column, as the type
 *                  was not indexed: the entries that have one, see {@link SealedEntrySet}, then u32:
 *                  how many codes there are. They are in the asset forms.
 * </pre>
 *
 * <p>The version of a file that leaves nothing out is {@value #PLAIN_VERSION}, so that programs
 * that know no other go on to read it; with LEFT_OUT it is {@value #VERSION}, which they refuse.
 *
 * <p>Nodes are in the order of the graph where there is one. The nodes of INSTANCE units are sorted
 * as unsigned big-endian numbers (flag 2); all others come in the order of their first rows.
 */
final class SealedFormat {

  static final long MAGIC = 0x4452485343435349L;
  static final long END_MAGIC = 0x444E455343435349L;

  /** The newest version read, written of shards without all columns. */
  static final int VERSION = 2;

  /** The version of shards with columns of all codes. */
  static final int PLAIN_VERSION = 1;

  static final int HEAD_BYTES = 16;
  static final int TAIL_BYTES = 40;

  /** Bytes of a section in the table. */
  static final int SECTION_BYTES = 32;

  static final int MAX_SECTIONS = 1 << 16;

  /** Largest section, and largest mapping. */
  static final int MAX_SECTION_BYTES = 1 << 30;

  /** Bytes of a block in BLOCKS. */
  static final int BLOCK_BYTES = 24;

  /** Bytes of a key group in KEY_GROUPS. */
  static final int KEY_GROUP_BYTES = 8;

  /** Column flag: there is a graph. */
  static final int FLAG_GRAPH = 1;

  /** Column flag: nodes are sorted. */
  static final int FLAG_SORTED = 2;

  private static final int ALIGNMENT = 64;

  private SealedFormat() {}

  /** Where a section begins that follows the byte before {@code end}. */
  static long aligned(long end) {
    return (end + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }
}
