import com.lmax.disruptor.BlockingWaitStrategy;
import com.lmax.disruptor.BusySpinWaitStrategy;
import com.lmax.disruptor.EventFactory;
import com.lmax.disruptor.WaitStrategy;
import java.util.HashMap;
import java.util.Map;

/** What a sample is asked for: each argument is given as name=value. */
final class Task {
    final String work;
    final int batch;
    final int size;
    final double seconds;
    final double warmup;
    private final boolean large;
    private final boolean spins;

    Task(String[] args) {
        Map<String, String> given = new HashMap<>();
        for (String arg : args) {
            String[] pair = arg.split("=", 2);
            given.put(pair[0], pair[1]);
        }
        work = given.get("work");
        batch = Integer.parseInt(given.get("batch"));
        size = Integer.parseInt(given.get("size"));
        seconds = Double.parseDouble(given.get("seconds"));
        warmup = Double.parseDouble(given.get("warmup"));
        large = given.get("bytes").equals("64");
        spins = given.get("wait").equals("spin");
    }

    int producers() {
        return work.equals("3P1C") ? 3 : 1;
    }

    /** Only the class that is wanted is ever loaded, so that calls of its methods are direct. */
    EventFactory<Event> factory() {
        return large ? Event64::new : Event4::new;
    }

    WaitStrategy waits() {
        return spins ? new BusySpinWaitStrategy() : new BlockingWaitStrategy();
    }
}
