//! What a script says of its ring.

use ringproof::{Reads, Shape};

use crate::json::Json;

/// Who a thread is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    Producer,
    Beside,
    Consumer(usize),
    Worker(usize),
    Closer,
    Supervisor,
}

/// What callers may do.
pub struct Callers {
    pub claims: Vec<u32>,
    pub flushes: bool,
    pub takes: bool,
    pub meanwhile: bool,
    pub timed: bool,
    habits: Vec<String>,
}

impl Callers {
    pub fn has(&self, habit: &str) -> bool {
        self.habits.iter().any(|each| each == habit)
    }
}

/// The first line of a script.
pub struct Given {
    pub shape: Shape,
    pub callers: Callers,
    pub threads: Vec<(String, Role)>,
    pub words: Vec<String>,
    /// The consumers by name, and which of them others follow.
    pub consumers: Vec<String>,
}

fn owned(texts: Vec<&str>) -> Vec<String> {
    texts.into_iter().map(String::from).collect()
}

impl Given {
    pub fn new(ring: &Json) -> Self {
        let consumers = ring.get("consumers").names();
        let threads = ring.get("threads").texts().into_iter();
        Given {
            shape: shape_of(ring, &consumers),
            callers: callers_of(ring.get("callers")),
            threads: threads.map(|name| (name.into(), role_of(ring, name, &consumers))).collect(),
            words: owned(ring.get("words").texts()),
            consumers: owned(consumers),
        }
    }

    /// The consumers that others follow, except pools: their followers must know when one has died.
    pub fn owned_by_others(&self) -> impl Iterator<Item = usize> {
        let consumers = &self.shape.consumers;
        let is_followed = move |c: usize| consumers.iter().any(|each| each.follows.contains(&c));
        (0..consumers.len()).filter(move |&c| is_followed(c) && !consumers[c].is_pool)
    }
}

fn shape_of(ring: &Json, consumers: &[&str]) -> Shape {
    let place = |name: &str| consumers.iter().position(|each| *each == name);
    let pools = ring.get("pools").names();
    let reads = consumers.iter().map(|name| Reads {
        follows: ring.get("consumers").get(name).texts().into_iter().filter_map(place).collect(),
        is_pool: pools.contains(name),
    });
    Shape {
        size: ring.get("size").number().unwrap_or(1) as u32,
        start: ring.get("start").number().unwrap_or(0),
        several: *ring.get("producers") != Json::Null,
        consumers: reads.collect(),
        spins: ring.get("callers").get("spins").number().map(|spins| spins as u32),
    }
}

fn callers_of(callers: &Json) -> Callers {
    let claims = callers.get("claims").list().iter();
    Callers {
        claims: claims.filter_map(Json::number).map(|n| n as u32).collect(),
        flushes: callers.get("flushes").is_true(),
        takes: callers.get("takes").is_true(),
        meanwhile: callers.get("meanwhile").is_true(),
        timed: callers.get("timed").is_true(),
        habits: owned(callers.get("habits").texts()),
    }
}

fn role_of(ring: &Json, name: &str, consumers: &[&str]) -> Role {
    let pools = ring.get("pools");
    let is_of = |pool: &&str| pools.get(pool).texts().contains(&name);
    let listed = |list: &str| ring.get(list).texts().contains(&name);
    if let Some(pool) = consumers.iter().position(is_of) {
        return Role::Worker(pool);
    }
    match consumers.iter().position(|each| *each == name) {
        Some(consumer) => Role::Consumer(consumer),
        None if listed("closers") => Role::Closer,
        None if listed("supervisors") => Role::Supervisor,
        None if listed("producers") => Role::Beside,
        None => Role::Producer,
    }
}
