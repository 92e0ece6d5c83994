//! The arguments of a sample, each given as `name=value`.

#[derive(Clone, Copy, PartialEq)]
pub enum Wait {
    Spin,
    Park,
}

#[derive(Clone)]
pub struct Task {
    pub work: String,
    pub bytes: usize,
    pub batch: usize,
    pub wait: Wait,
    pub size: usize,
    pub seconds: f64,
    pub warmup: f64,
}

impl Task {
    pub fn from_arguments() -> Task {
        Task {
            work: argument("work"),
            bytes: argument("bytes").parse().expect("bytes"),
            batch: argument("batch").parse().expect("batch"),
            wait: if argument("wait") == "spin" { Wait::Spin } else { Wait::Park },
            size: argument("size").parse().expect("size"),
            seconds: argument("seconds").parse().expect("seconds"),
            warmup: argument("warmup").parse().expect("warmup"),
        }
    }

    pub fn producers(&self) -> u64 {
        if self.work == "3P1C" { 3 } else { 1 }
    }
}

fn argument(name: &str) -> String {
    let prefix = format!("{name}=");
    let given = std::env::args().find_map(|arg| arg.strip_prefix(&prefix).map(str::to_string));
    given.unwrap_or_else(|| panic!("no {prefix}"))
}
