//! How a thread waits: it makes attempts until one succeeds, and parks in between.

use crate::error::Error;
use crate::memory::{Action, At, Deadline, Memory, Op};
use crate::sequence::MARK;

/// What a waiting thread needs to know.
pub(crate) struct Patience {
    pub epoch: At,
    /// How many attempts it makes before it parks.
    pub spins: Option<u32>,
}

pub(crate) enum Spun {
    Found,
    Retry,
    /// Sleep, unless the epoch has changed from this one.
    Sleep(u32),
}

/// Until when a call waits, given how long.
pub(crate) fn until<M: Memory>(memory: &M, timeout: Deadline) -> Deadline {
    timeout.map(|left| memory.now() + left)
}

/// Whether a call has to end after a failed attempt.
pub(crate) fn check_time<M: Memory>(memory: &M, until: Deadline) -> Result<(), Error> {
    match until {
        Some(time) if memory.now() >= time => Err(Error::TimedOut),
        _ => Ok(()),
    }
}

pub(crate) trait Waiter<M: Memory> {
    fn memory(&self) -> &M;
    fn patience(&self) -> &Patience;
    /// The word that the last failed attempt is blocked on.
    fn blocked_on(&self) -> At;
    async fn attempt(&self) -> Result<bool, Error>;

    /// Observes the epoch before an attempt: in a failed ring a follower must then check those upstream.
    async fn before_attempt(&self, _epoch: u32) {}

    /// Fails if the call must end without success: the ring has ended, as the epoch says, or it timed out.
    async fn check_end(&self, epoch: u32, until: Deadline) -> Result<(), Error>;

    /// Epoch, then mark, then attempt: any change in between is noticed by the attempt or bumps the epoch.
    async fn spin_once(&self, spins: u32, until: Deadline) -> Result<Spun, Error> {
        let epoch = self.memory().load(Action::LoadEpoch, self.patience().epoch).await;
        self.before_attempt(epoch).await;
        let parks = self.patience().spins.is_some_and(|most| spins >= most);
        let marked = parks.then(|| self.blocked_on());
        if let Some(word) = marked {
            self.memory().or(Action::Mark, word, MARK).await;
        }
        if self.attempt().await? {
            return Ok(Spun::Found);
        }
        self.check_end(epoch, until).await?;
        Ok(if marked == Some(self.blocked_on()) { Spun::Sleep(epoch) } else { Spun::Retry })
    }

    /// Waits until an attempt succeeds; called after one has failed.
    async fn wait(&self, until: Deadline) -> Result<(), Error> {
        let mut spins = 0;
        loop {
            match self.spin_once(spins, until).await? {
                Spun::Found => return Ok(()),
                Spun::Sleep(epoch) if self.sleep(epoch, until).await? => return Ok(()),
                Spun::Sleep(_) => spins = 0,
                Spun::Retry => {
                    spins = spins.saturating_add(1);
                    self.memory().pause();
                }
            }
        }
    }

    /// Sleeps, unless the epoch has changed, and tries again as at the beginning of the call.
    async fn sleep(&self, epoch: u32, until: Deadline) -> Result<bool, Error> {
        let sleep = Op::Wait(epoch, until);
        self.memory().access(Action::Sleep, self.patience().epoch, sleep).await;
        self.attempt().await
    }
}
