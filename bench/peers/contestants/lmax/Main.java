import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;

/** A contestant: LMAX's Disruptor. Longer and longer phases warm up, then one is timed; prints one line of JSON. */
public final class Main {
    /** The events of each producer in the first phase. */
    private static final long LEAST = 100;
    /** The events of each producer are a multiple of this, so that batches come out even. */
    private static final long MULTIPLE = 10;
    private static final Map<String, Integer> READERS =
        Map.of("1P1C", 1, "3P1C", 1, "1P3C", 3, "pipeline", 3, "diamond", 3, "ping-pong", 2);

    private interface Play {
        Phase phase(long first, long events) throws Exception;
    }

    private Main() {}

    public static void main(String[] args) throws Exception {
        endWithParent();
        Task task = new Task(args);
        Tally[] tallies = new Tally[READERS.get(task.work)];
        Arrays.setAll(tallies, tally -> new Tally());
        boolean pings = task.work.equals("ping-pong");
        run(task, tallies, pings ? new PingPong(task, tallies)::phase : new Works(task, tallies)::phase);
        System.exit(0);
    }

    /** A phase that is over too soon is run again, longer. */
    private static void run(Task task, Tally[] tallies, Play play) throws Exception {
        long total = 0;
        long events = LEAST;
        for (boolean warm = false; ; ) {
            Phase last = play.phase(total, events);
            total += last.events;
            double took = last.nanoseconds / 1e9;
            if (warm && took >= task.seconds / 2) {
                print(last.events * task.producers(), last, total * task.producers(), tallies);
                return;
            }
            warm |= took >= task.warmup;
            events = warm ? scaled(last.events * task.seconds / took) : events * 2;
        }
    }

    private static long scaled(double events) {
        return (long) Math.ceil(Math.max(LEAST, events) / MULTIPLE) * MULTIPLE;
    }

    private static void print(long events, Phase timed, long total, Tally[] tallies) {
        System.out.printf(
            "{\"events\":%d,\"nanoseconds\":%d,\"total\":%d,\"readers\":%s,\"latencies\":%s}%n",
            events, timed.nanoseconds, total, Arrays.toString(tallies), counted(timed.latencies));
    }

    /** Distinct round trips, each with its count. */
    private static String counted(long[] latencies) {
        Arrays.sort(latencies);
        StringJoiner counts = new StringJoiner(",", "[", "]");
        for (int from = 0; from < latencies.length; ) {
            int to = from;
            while (to < latencies.length && latencies[to] == latencies[from]) to++;
            counts.add("[" + latencies[from] + "," + (to - from) + "]");
            from = to;
        }
        return counts.toString();
    }

    static void await(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (InterruptedException | BrokenBarrierException error) {
            throw new IllegalStateException(error);
        }
    }

    /** Without its parent, the sample is of no use. */
    private static void endWithParent() {
        Thread watch = new Thread(() -> {
            try {
                while (System.in.read() >= 0);
            } catch (IOException error) {
                // As if it had ended.
            }
            Runtime.getRuntime().halt(1);
        });
        watch.setDaemon(true);
        watch.start();
    }
}
