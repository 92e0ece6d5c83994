//! A ring buffer between threads: one producer or several, consumers that see every event, consumers that follow
//! others, and pools of workers that share them. A port of ringproof's core, action by action.
//!
//! The calls are futures, so that tests can stop a thread before each access; on [`Native`] words they are ready at
//! once, and block where they wait: complete them with [`run`].
//!
//! ```
//! use std::thread;
//!
//! use ringproof::{Error, Native, Reads, Ring, Shape, Slots, run};
//!
//! let shape = Shape { size: 8, start: 0, several: false, consumers: vec![Reads::default()], spins: Some(100) };
//! let (ring, slots) = (Ring::new(shape, Native::new), Slots::<u64>::new(8));
//! let (mut producer, mut consumer) = (ring.producer(), ring.consumer(0));
//! thread::scope(|scope| {
//!     scope.spawn(|| {
//!         let sequence = run(producer.claim(1, None))?;
//!         unsafe { slots.write(sequence, |event| *event = 42) };
//!         run(producer.publish(sequence))?;
//!         run(producer.close());
//!         Ok::<(), Error>(())
//!     });
//!     let mut handler = |sequence, _| Ok::<(), ()>(println!("{}", unsafe { slots.read(sequence, |event| *event) }));
//!     while run(consumer.consume(&mut handler, 8, None)).is_ok() {}
//! });
//! ```

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
mod slots;
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
pub use slots::Slots;
pub use worker::Worker;
