/** The payloads of events, and the sums that show that each was read once, in order. */
final class Payloads {
    private Payloads() {}

    /** The first word of a producer's event. Its lowest two bits are the producer. */
    static int from(int sender, long event) {
        return (int) (4 * event + sender) * 0x9e3779b1;
    }

    static int senderOf(int word) {
        return word & 3;
    }

    /** Adds an event to a sum that depends on the order. */
    static int addTo(int sum, int word) {
        return sum * 31 + word;
    }
}
