//! A function's graph with its dominators and loops, kept for as long as it stays the same.
//!
//! Takes: a function. Gives: [`Graph`], shared by whoever asks while no block, edge or
//! terminator is another. Invariant: what is given describes the function as it is; that is
//! not taken on trust but compared, since anybody may change blocks and edges. Cost: a
//! comparison is O(blocks + edges), several times less than computing the graph anew.

use super::Function;
use super::cfg::Cfg;
use super::dominators::Dominators;
use super::loops::Loops;
use std::sync::{Arc, OnceLock};

/// What passes ask about the way control goes.
#[derive(Default, Debug)]
pub struct Graph {
    /// Predecessors and successors.
    pub cfg: Cfg,
    /// The dominator tree.
    pub dominators: Dominators,
    loops: OnceLock<Loops>,
}

impl Graph {
    /// The graph of `func`, computed anew.
    pub fn new(func: &Function) -> Arc<Graph> {
        let mut graph = Graph::default();
        graph.compute(func);
        Arc::new(graph)
    }

    /// The graph of `func`, which remembers it.
    pub fn of(func: &mut Function) -> Arc<Graph> {
        if !func.graph.cfg.is_of(func) {
            let mut known = std::mem::take(&mut func.graph);
            match Arc::get_mut(&mut known) {
                Some(graph) => graph.compute(func),
                None => known = Graph::new(func),
            }
            func.graph = known;
        }
        func.graph.clone()
    }

    fn compute(&mut self, func: &Function) {
        self.cfg.compute(func);
        self.dominators.compute(func, &self.cfg);
        self.loops = OnceLock::new();
    }

    /// The loops.
    pub fn loops(&self) -> &Loops {
        self.loops.get_or_init(|| Loops::of(&self.cfg, &self.dominators))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ir::cfg;
    use crate::ir::testing::{Random, random_graph};

    /// What a graph says, in words.
    fn told(graph: &Graph) -> String {
        let Graph { cfg, dominators, .. } = graph;
        let tell = |&block: &crate::ir::Block| {
            let within = graph.loops().innermost(block);
            format!("{block} {:?} {:?} {within:?}", cfg.preds(block), dominators.idom(block))
        };
        cfg.rpo.iter().map(tell).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn changes_are_noticed_and_nothing_else_costs() {
        let mut random = Random(7);
        let mut changes = 0;
        for _ in 0..200 {
            let blocks = 2 + random.below(12);
            let mut func = random_graph(&mut random, blocks);
            cfg::reorder(&mut func);
            let first = Graph::of(&mut func);
            assert!(Arc::ptr_eq(&first, &Graph::of(&mut func)));
            // Some edge leads elsewhere, or a block stands elsewhere.
            let at = random.below(func.order.len());
            let block = func.order[at];
            let to = func.order[random.below(func.order.len())];
            match func.successors(block).next() {
                Some(edge) if random.below(3) > 0 => func.edges[edge].block = to,
                _ => {
                    func.terminate_br(block, to, &[]);
                }
            }
            cfg::reorder(&mut func);
            let second = Graph::of(&mut func);
            assert_eq!(told(&second), told(&Graph::new(&func)));
            changes += u32::from(told(&first) != told(&second));
        }
        assert!(changes > 100, "{changes}");
    }
}
