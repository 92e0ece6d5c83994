/** What one reader has read, over all phases. */
final class Tally {
    long count;
    final int[] sums = new int[3];

    @Override
    public String toString() {
        return String.format("{\"count\":%d,\"sums\":[%d,%d,%d]}", count, sums[0], sums[1], sums[2]);
    }
}
