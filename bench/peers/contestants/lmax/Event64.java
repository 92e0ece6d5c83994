/** A payload of 64 bytes, in fields, so that the object is one piece of memory. */
final class Event64 extends Event {
    private int a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p;

    @Override
    void write(int word) {
        a = word;
        b = word + 1;
        c = word + 2;
        d = word + 3;
        e = word + 4;
        f = word + 5;
        g = word + 6;
        h = word + 7;
        i = word + 8;
        j = word + 9;
        k = word + 10;
        l = word + 11;
        m = word + 12;
        n = word + 13;
        o = word + 14;
        p = word + 15;
    }

    @Override
    int fold() {
        return a + b + c + d + e + f + g + h + i + j + k + l + m + n + o + p;
    }

    @Override
    int first() {
        return a;
    }
}
