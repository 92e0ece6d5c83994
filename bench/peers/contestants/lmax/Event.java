/** A slot: a payload, and the words in which two stages leave what they found. */
abstract class Event {
    int left;
    int right;

    /** Writes a word and, if there is room for more, the numbers after it. */
    abstract void write(int word);

    /** The sum of all words. */
    abstract int fold();

    /** The first word. */
    abstract int first();
}
