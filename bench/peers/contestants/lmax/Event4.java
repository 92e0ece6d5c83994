/** A payload of 4 bytes. */
final class Event4 extends Event {
    private int word;

    @Override
    void write(int word) {
        this.word = word;
    }

    @Override
    int fold() {
        return word;
    }

    @Override
    int first() {
        return word;
    }
}
