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
use crate::ir::{Block, Flags, Function, Graph, Value};
use crate::opt::facts::Knowledge;
use crate::wasm::decode::Module;
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
        let cfg = Cfg::of(func);
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

/// Facts of each block's values, and what becomes known of others where it begins or after an
/// instruction; accesses and divisions that cannot trap.
pub(super) fn facts(test: &Test<'_>) -> Result<String, String> {
    let subject = Subject::load(test)?;
    let module = Module::decode(&subject.wasm).map_err(|error| error.to_string())?;
    let mut texts = Vec::new();
    for (_, item) in subject.shown(test) {
        let func = item.func.as_ref().map_err(|why| format!("%{}: declined: {why}", item.name))?;
        let mut out = format!("%{}\n", item.name);
        let mut knowledge = Knowledge::new(func, Graph::new(func), &module.env);
        for block in knowledge.order().to_vec() {
            knowledge.enter(func, block);
            let _ = writeln!(out, "  {block}:");
            tell(func, &knowledge, knowledge.learned(), &mut out);
            tell(func, &knowledge, func.block_params(block).iter().copied(), &mut out);
            for &inst in func.block_insts(block) {
                let op = func.insts[inst].op;
                if op.flags().any(Flags::TRAPS) && !knowledge.may_trap(func, inst) {
                    let _ = writeln!(out, "    {} cannot trap", op.info().text);
                }
                let known = knowledge.learned().len();
                knowledge.pass(func, inst);
                let news = func.inst_results(inst).chain(knowledge.learned().skip(known));
                tell(func, &knowledge, news, &mut out);
            }
            knowledge.leave(func, block);
        }
        texts.push(out);
    }
    Ok(texts.join("\n"))
}

/// What is known of each of `values`.
fn tell(
    func: &Function,
    knowledge: &Knowledge<'_>,
    values: impl Iterator<Item = Value>,
    out: &mut String,
) {
    let mut values: Vec<Value> = values.collect();
    values.sort_unstable();
    values.dedup();
    for value in values {
        let text = knowledge.facts(func, value).describe(func.ty(value));
        if !text.is_empty() {
            let _ = writeln!(out, "    {value}: {text}");
        }
    }
}
