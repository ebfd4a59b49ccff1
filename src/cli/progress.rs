//! How far the work on functions is, for those who wait at a terminal.
//!
//! Takes: numbers of functions. Gives: a bar on standard error. Invariant: nothing is written if
//! that is no terminal, or if the work is short.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::IsTerminal;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

/// A progress bar that appears only on terminals, and only when the work is long.
#[derive(Default)]
pub struct Bar {
    bar: OnceLock<ProgressBar>,
    start: OnceLock<Instant>,
}

impl Bar {
    const PATIENCE: Duration = Duration::from_millis(500);
    /// Functions between two looks at the clock.
    const STEP: usize = 64;

    /// So many of all functions are done.
    pub fn show(&self, done: usize, all: usize) {
        if !done.is_multiple_of(Self::STEP) {
            return;
        }
        let start = self.start.get_or_init(Instant::now);
        if start.elapsed() < Self::PATIENCE || !std::io::stderr().is_terminal() {
            return;
        }
        let bar = self.bar.get_or_init(|| {
            let style = ProgressStyle::with_template("{bar:40} {pos}/{len} functions, {eta} left");
            let target = ProgressDrawTarget::stderr();
            ProgressBar::with_draw_target(Some(all as u64), target)
                .with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
        });
        bar.set_position(done as u64);
    }

    /// Takes it away.
    pub fn finish(&self) {
        if let Some(bar) = self.bar.get() {
            bar.finish_and_clear();
        }
    }
}
