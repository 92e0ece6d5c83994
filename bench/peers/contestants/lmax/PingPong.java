import com.lmax.disruptor.EventHandler;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.dsl.Disruptor;
import com.lmax.disruptor.dsl.ProducerType;
import com.lmax.disruptor.util.DaemonThreadFactory;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;

/** Two rings, and on each a handler that publishes to the other. */
final class PingPong {
    /**
     * A phase lasts at most this many times as long as the timed one should: a trip may take a time slice where it took
     * a moment before.
     */
    private static final double LONGEST = 2;

    private final Task task;
    private final Tally[] tallies;

    PingPong(Task task, Tally[] tallies) {
        this.task = task;
        this.tallies = tallies;
    }

    Phase phase(long first, long events) throws Exception {
        Disruptor<Event> there = ring();
        Disruptor<Event> back = ring();
        CountDownLatch done = new CountDownLatch(1);
        Ping ping = new Ping(there.getRingBuffer(), first, new long[Math.toIntExact(events)], tallies[1], done);
        there.handleEventsWith(new Pong(back.getRingBuffer(), tallies[0]));
        back.handleEventsWith(ping);
        back.start();
        there.start();
        long begun = System.nanoTime();
        ping.begin(begun, begun + (long) (LONGEST * task.seconds * 1e9));
        done.await();
        there.halt();
        back.halt();
        return new Phase(ping.last - begun, ping.trips, Arrays.copyOf(ping.latencies, ping.trips));
    }

    private Disruptor<Event> ring() {
        return new Disruptor<>(
            task.factory(), task.size, DaemonThreadFactory.INSTANCE, ProducerType.SINGLE, task.waits());
    }

    private static void publish(RingBuffer<Event> ring, int word) {
        long sequence = ring.next();
        ring.get(sequence).write(word);
        ring.publish(sequence);
    }

    private static final class Pong implements EventHandler<Event> {
        private final RingBuffer<Event> back;
        private final Tally tally;

        Pong(RingBuffer<Event> back, Tally tally) {
            this.back = back;
            this.tally = tally;
        }

        @Override
        public void onEvent(Event event, long sequence, boolean endOfBatch) {
            int found = event.fold();
            // Before the answer, with which it becomes visible to the thread that prints it.
            tally.sums[0] = Payloads.addTo(tally.sums[0], found);
            tally.count++;
            publish(back, event.first());
        }
    }

    private static final class Ping implements EventHandler<Event> {
        private final RingBuffer<Event> there;
        private final long first;
        private final Tally tally;
        private final CountDownLatch done;
        final long[] latencies;
        long last;
        int trips;
        private long end;

        Ping(RingBuffer<Event> there, long first, long[] latencies, Tally tally, CountDownLatch done) {
            this.there = there;
            this.first = first;
            this.latencies = latencies;
            this.tally = tally;
            this.done = done;
        }

        /** Sends the first event; each answer sends the next. */
        void begin(long now, long end) {
            last = now;
            this.end = end;
            publish(there, Payloads.from(0, first));
        }

        @Override
        public void onEvent(Event event, long sequence, boolean endOfBatch) {
            tally.sums[0] = Payloads.addTo(tally.sums[0], event.fold());
            tally.count++;
            long now = System.nanoTime();
            latencies[(int) sequence] = now - last;
            last = now;
            trips++;
            if (trips == latencies.length || now - end >= 0) done.countDown();
            else publish(there, Payloads.from(0, first + sequence + 1));
        }
    }
}
