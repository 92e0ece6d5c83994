/** What a phase has to show, beside the tallies of its readers. */
final class Phase {
    final long nanoseconds;
    /** of each producer */
    final long events;
    /** of ping-pong: nanoseconds of each round trip; otherwise empty */
    final long[] latencies;

    Phase(long nanoseconds, long events, long[] latencies) {
        this.nanoseconds = nanoseconds;
        this.events = events;
        this.latencies = latencies;
    }
}
