//! A ring buffer between threads: one producer or several, consumers that see every event, consumers that follow
//! others, and pools of workers that share them. A port of ringproof's core, action by action.
//!
//! The calls are futures, so that tests can stop a thread before each access; on [`Native`] words they are ready at
//! once, and block where they wait: complete them with [`run`].

mod barrier;
mod consumer;
mod error;
mod handler;
pub mod layout;
mod lifecycle;
pub mod memory;
mod multi_producer;
mod native;
mod ring;
pub mod sequence;
mod signal;
mod single_producer;
mod waiter;
mod worker;

pub use consumer::{Consumer, Range};
pub use error::{Error, Stopped};
pub use handler::Handler;
pub use layout::{Reads, Shape};
pub use multi_producer::MultiProducer;
pub use native::{Native, run};
pub use ring::Ring;
pub use single_producer::SingleProducer;
pub use worker::Worker;
