/** What a phase has to show, beside the tallies of its readers. */
final class Phase {
    final long nanoseconds;
    /** of ping-pong: nanoseconds of each round trip; otherwise empty */
    final long[] latencies;

    Phase(long nanoseconds, long[] latencies) {
        this.nanoseconds = nanoseconds;
        this.latencies = latencies;
    }
}
