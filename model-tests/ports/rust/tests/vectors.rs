//! The arithmetic comes to what spec/vectors says.

use ringproof::sequence::{after, ahead, lap_of, sequence_at, slot_of, unwrap, wrap};

/// What a function of this source returns; words have a sign there.
fn returned(function: &str, given: &[i64]) -> i64 {
    let word = |at: usize| given[at] as u32;
    match function {
        "wrap" => i64::from(wrap(given[0]) as i32),
        "ahead" => ahead(word(0), word(1)),
        "after" => after(word(0), word(1)),
        "unwrap" => unwrap(given[0], word(1)),
        "slotOf" => slot_of(given[0], word(1)) as i64,
        "lapOf" => lap_of(given[0], word(1)),
        "sequenceAt" => i64::from(sequence_at(word(0), given[1] as usize, word(2)) as i32),
        other => panic!("there is no function {other}"),
    }
}

#[test]
fn each_vector_is_returned() {
    let lines = include_str!("../../../../spec/vectors/arithmetic.jsonl").lines().skip(1);
    let vectors = lines.map(|line| line.trim_matches(['[', ']']).split_once(',').unwrap());
    let mut count = 0;
    for (function, numbers) in vectors {
        let numbers: Vec<i64> = numbers.split(',').map(|number| number.parse().unwrap()).collect();
        let (expected, given) = numbers.split_last().unwrap();
        assert_eq!(returned(function.trim_matches('"'), given), *expected, "{function} of {given:?}");
        count += 1;
    }
    assert_eq!(count, 3480);
}
