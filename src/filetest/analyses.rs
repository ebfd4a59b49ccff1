//! Filetests of the analyses every stage shares.
//!
//! Takes: a [`Test`] in either language. Gives: one paragraph per function, one line per
//! block, loop or edge. Cost: O(output), plus the analysis.

use super::source::Test;
use super::subject::Subject;
use crate::ir::cfg::Cfg;
use crate::ir::dominators::Dominators;
use crate::ir::liveness::Liveness;
use crate::ir::loops::Loops;
use crate::ir::{Block, Function};
use std::fmt::Write;

/// Runs `describe` on each function the test shows.
fn each(
    test: &Test<'_>,
    describe: impl Fn(&Function, &Cfg, &mut String),
) -> Result<String, String> {
    let subject = Subject::load(test)?;
    let mut texts = Vec::new();
    for (_, item) in subject.shown(test) {
        let func = item.func.as_ref().map_err(|why| format!("%{}: declined: {why}", item.name))?;
        let mut cfg = Cfg::default();
        cfg.compute(func);
        let mut out = format!("%{}\n", item.name);
        describe(func, &cfg, &mut out);
        texts.push(out);
    }
    Ok(texts.join("\n"))
}

fn list<T: std::fmt::Display>(items: impl IntoIterator<Item = T>) -> String {
    let items: Vec<String> = items.into_iter().map(|item| item.to_string()).collect();
    if items.is_empty() { "none".to_string() } else { items.join(", ") }
}

pub(super) fn cfg(test: &Test<'_>) -> Result<String, String> {
    each(test, |_, cfg, out| {
        for &block in &cfg.rpo {
            let from = list(cfg.preds(block).iter().map(|pred| pred.0));
            let to = list(cfg.succs(block).iter().map(|succ| succ.0));
            let _ = writeln!(out, "  {block}: from {from}; to {to}");
        }
    })
}

pub(super) fn dominators(test: &Test<'_>) -> Result<String, String> {
    each(test, |func, cfg, out| {
        let mut dominators = Dominators::default();
        dominators.compute(func, cfg);
        let mut work = vec![(func.entry(), 1)];
        while let Some((block, depth)) = work.pop() {
            let _ = writeln!(out, "{:indent$}{block}", "", indent = 2 * depth);
            let children = cfg.rpo.iter().rev().filter(|&&b| dominators.idom(b) == Some(block));
            let children: Vec<(Block, usize)> = children.map(|&b| (b, depth + 1)).collect();
            work.extend(children);
        }
    })
}

pub(super) fn loops(test: &Test<'_>) -> Result<String, String> {
    each(test, |func, cfg, out| {
        let mut dominators = Dominators::default();
        dominators.compute(func, cfg);
        let mut loops = Loops::default();
        loops.compute(cfg, &dominators);
        for this in loops.iter() {
            let header = loops.header(this);
            let depth = loops.depth(header) as usize;
            let members = list(cfg.rpo.iter().filter(|&&block| loops.contains(this, block)));
            let _ = writeln!(out, "{:indent$}{header}: {members}", "", indent = 2 * depth);
        }
        for &(from, edge) in loops.irreducible_edges() {
            let _ = writeln!(out, "  irreducible: {from} to {}", func.edges[edge].block);
        }
        if loops.iter().next().is_none() {
            out.push_str("  no loops\n");
        }
    })
}

pub(super) fn liveness(test: &Test<'_>) -> Result<String, String> {
    each(test, |func, cfg, out| {
        let mut liveness = Liveness::default();
        liveness.compute(func, cfg);
        for &block in &cfg.rpo {
            let (live_in, live_out) = (liveness.live_in(block), liveness.live_out(block));
            let _ = writeln!(out, "  {block}: in {}; out {}", list(live_in), list(live_out));
        }
    })
}
