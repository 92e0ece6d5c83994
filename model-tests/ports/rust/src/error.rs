use std::fmt;

/// Why a call did not succeed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Error {
    /// More is claimed than the ring can give; nothing has changed.
    Claim,
    /// What is published was not the next to publish; nothing has changed.
    Publish,
    /// What is advanced over was not taken; nothing has changed.
    Advance,
    /// A handler keeps events, or some are taken, and the call is of the other kind; nothing has changed.
    Held,
    /// The ring is closed, and everything claimed before that is handled.
    Closed,
    /// The ring has failed, and nothing more will come.
    Failed,
    /// The time-out has come.
    TimedOut,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Error::Claim => "the claim is larger than the ring allows",
            Error::Publish => "only the next claimed sequences may be published",
            Error::Advance => "only taken sequences may be advanced over",
            Error::Held => "what is held must be dealt with first",
            Error::Closed => "the ring is closed",
            Error::Failed => "the ring has failed",
            Error::TimedOut => "the call has timed out",
        })
    }
}

impl std::error::Error for Error {}

/// Why a call with a handler did not succeed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stopped<E> {
    Ring(Error),
    /// The handler has failed at an event, with which the next call begins.
    Handler(E),
    /// The handler has failed, and then its flush.
    Flush(E, E),
}

impl<E> From<Error> for Stopped<E> {
    fn from(error: Error) -> Self {
        Stopped::Ring(error)
    }
}
