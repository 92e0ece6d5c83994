import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.dsl.Disruptor;
import com.lmax.disruptor.dsl.ProducerType;
import com.lmax.disruptor.util.DaemonThreadFactory;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;

/** One phase of each work but ping-pong, each on a new ring. */
final class Works {
    private final Task task;
    private final Tally[] tallies;

    Works(Task task, Tally[] tallies) {
        this.task = task;
        this.tallies = tallies;
    }

    /** Each producer sends {@code events} events, from event {@code first}. */
    Phase phase(long first, long events) throws Exception {
        boolean single = task.producers() == 1;
        Disruptor<Event> disruptor = new Disruptor<>(
            task.factory(), task.size, DaemonThreadFactory.INSTANCE,
            single ? ProducerType.SINGLE : ProducerType.MULTI, task.waits());
        CountDownLatch done = new CountDownLatch(tallies.length);
        Reader[] readers = connect(disruptor, events * task.producers(), done);
        RingBuffer<Event> ring = disruptor.start();
        long begun = single ? produceHere(ring, first, events) : produceByThree(ring, first, events);
        done.await();
        long ended = begun;
        for (Reader reader : readers) ended = Math.max(ended, reader.ended);
        disruptor.halt();
        return new Phase(ended - begun, events, new long[0]);
    }

    private Reader[] connect(Disruptor<Event> disruptor, long events, CountDownLatch done) {
        Reader.Stage[] stages = stages();
        Reader[] readers = new Reader[stages.length];
        for (int r = 0; r < stages.length; r++) readers[r] = new Reader(stages[r], tallies[r], events, done);
        if (task.work.equals("pipeline")) disruptor.handleEventsWith(readers[0]).then(readers[1]).then(readers[2]);
        else if (task.work.equals("diamond")) disruptor.handleEventsWith(readers[0], readers[1]).then(readers[2]);
        else disruptor.handleEventsWith(readers);
        return readers;
    }

    private Reader.Stage[] stages() {
        switch (task.work) {
            case "1P1C":
                return new Reader.Stage[] {Reader.Stage.ALL};
            case "3P1C":
                return new Reader.Stage[] {Reader.Stage.BY_SENDER};
            case "1P3C":
                return new Reader.Stage[] {Reader.Stage.ALL, Reader.Stage.ALL, Reader.Stage.ALL};
            case "pipeline":
                return new Reader.Stage[] {Reader.Stage.LEFT, Reader.Stage.FROM_LEFT, Reader.Stage.FROM_RIGHT};
            case "diamond":
                return new Reader.Stage[] {Reader.Stage.LEFT, Reader.Stage.RIGHT, Reader.Stage.BOTH};
            default:
                throw new IllegalArgumentException(task.work);
        }
    }

    private long produceHere(RingBuffer<Event> ring, long first, long events) {
        long begun = System.nanoTime();
        if (task.batch == 1) publish(ring, 0, first, events);
        else publishBatches(ring, task.batch, first, events);
        return begun;
    }

    private static void publish(RingBuffer<Event> ring, int sender, long first, long events) {
        for (long event = first; event < first + events; event++) {
            long sequence = ring.next();
            ring.get(sequence).write(Payloads.from(sender, event));
            ring.publish(sequence);
        }
    }

    private static void publishBatches(RingBuffer<Event> ring, int batch, long first, long events) {
        for (long event = first; event < first + events; event += batch) {
            long high = ring.next(batch);
            long low = high - batch + 1;
            for (int i = 0; i < batch; i++) ring.get(low + i).write(Payloads.from(0, event + i));
            ring.publish(low, high);
        }
    }

    /** The time at which all three begin. */
    private long produceByThree(RingBuffer<Event> ring, long first, long events) throws Exception {
        long[] begun = new long[1];
        CyclicBarrier start = new CyclicBarrier(3, () -> begun[0] = System.nanoTime());
        Thread[] producers = new Thread[3];
        for (int p = 0; p < producers.length; p++) {
            int sender = p;
            producers[p] = new Thread(() -> {
                Main.await(start);
                publish(ring, sender, first, events);
            });
            producers[p].start();
        }
        for (Thread producer : producers) producer.join();
        return begun[0];
    }
}
