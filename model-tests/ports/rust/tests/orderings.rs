//! The table of orderings in the README is what the source has.

use std::collections::BTreeMap;

use ringproof::memory::Action;

#[test]
fn the_readme_has_each_ordering() {
    let rows = include_str!("../README.md").lines().filter(|line| line.starts_with("| ")).skip(1);
    let cells = rows.map(|row| row.split('|').map(str::trim).collect::<Vec<_>>());
    let told: BTreeMap<_, _> = cells.map(|row| (row[1].to_string(), row[2].to_string())).collect();
    let no_word = [Action::Notify, Action::NotifyAll];
    let has = Action::ALL.iter().filter(|action| !no_word.contains(action));
    assert_eq!(told, has.map(|action| (action.name().into(), format!("{:?}", action.ordering()))).collect());
}
