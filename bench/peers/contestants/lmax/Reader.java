import com.lmax.disruptor.EventHandler;
import java.util.concurrent.CountDownLatch;

/**
 * A handler for one phase. One class for all stages, so that the library's call of it has one target, as in the
 * library's own tests of pipelines.
 */
final class Reader implements EventHandler<Event> {
    enum Stage { ALL, BY_SENDER, LEFT, RIGHT, FROM_LEFT, FROM_RIGHT, BOTH }

    private final Stage stage;
    private final Tally tally;
    private final long last;
    private final CountDownLatch done;
    private long count;
    private int sum;
    long ended;

    Reader(Stage stage, Tally tally, long events, CountDownLatch done) {
        this.stage = stage;
        this.tally = tally;
        this.last = events - 1;
        this.done = done;
        sum = tally.sums[0];
    }

    @Override
    public void onEvent(Event event, long sequence, boolean endOfBatch) {
        if (stage == Stage.BY_SENDER) addBySender(event);
        else sum = Payloads.addTo(sum, found(event));
        count++;
        if (sequence == last) end();
    }

    private void addBySender(Event event) {
        int sender = Payloads.senderOf(event.first());
        tally.sums[sender] = Payloads.addTo(tally.sums[sender], event.fold());
    }

    /** What a stage finds; it leaves its result to the next. */
    private int found(Event event) {
        int found;
        switch (stage) {
            case LEFT:
                found = event.fold();
                event.left = found + 1;
                return found;
            case RIGHT:
                found = event.fold();
                event.right = found + 2;
                return found;
            case FROM_LEFT:
                found = event.left;
                event.right = found + 1;
                return found;
            case FROM_RIGHT:
                return event.right;
            case BOTH:
                return event.left + 7 * event.right;
            default:
                return event.fold();
        }
    }

    private void end() {
        tally.count += count;
        if (stage != Stage.BY_SENDER) tally.sums[0] = sum;
        ended = System.nanoTime();
        done.countDown();
    }
}
