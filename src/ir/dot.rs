//! A function's control flow graph, for Graphviz.
//!
//! Takes: a function. Gives: a `digraph`: a box per block with its text, edges with what they
//! pass, edges to handlers dashed. Blocks in a region name it. Cost: O(text).

use super::print::{self, Commas};
use super::{Block, Flags, Function, Value};
use std::fmt::{self, Display, Write};

/// Wraps a function for drawing under a name.
pub struct Dot<'a> {
    /// Name of the graph.
    pub name: &'a str,
    /// The function.
    pub func: &'a Function,
}

impl Display for Dot<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "digraph \"{}\" {{", Quoted(self.name))?;
        f.write_str("    node [shape=box, fontname=\"monospace\"]\n")?;
        f.write_str("    edge [fontname=\"monospace\"]\n")?;
        for &block in &self.func.order {
            node(f, self.func, block)?;
        }
        for &block in &self.func.order {
            edges(f, self.func, block)?;
        }
        f.write_str("}\n")
    }
}

/// Text between quotation marks; a line end becomes one that keeps the line to the left.
struct Quoted<'a>(&'a str);

impl Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for c in self.0.chars() {
            match c {
                '"' | '\\' => write!(f, "\\{c}")?,
                '\n' => f.write_str("\\l")?,
                _ => f.write_char(c)?,
            }
        }
        Ok(())
    }
}

fn node(f: &mut impl Write, func: &Function, block: Block) -> fmt::Result {
    let mut text = String::new();
    print::write_block(&mut text, func, block)?;
    writeln!(f, "    {block} [label=\"{}\"]", Quoted(&text))
}

fn edges(f: &mut impl Write, func: &Function, block: Block) -> fmt::Result {
    for inst in func.block_insts_and_terminator(block) {
        let flags = func.insts[inst].op.flags();
        let unwinds = !flags.any(Flags::TERMINATOR) || flags.any(Flags::THROWS);
        let style = if unwinds { ", style=dashed" } else { "" };
        let outcomes = func.edge_count(inst);
        for (at, edge) in func.edges_of(inst).enumerate() {
            let word = match (unwinds, outcomes, at) {
                (false, 2, 0) => "yes ",
                (false, 2, 1) => "no ",
                (false, 3.., _) if at + 1 == outcomes => "default ",
                (false, 3.., _) => &format!("{at} "),
                _ => "",
            };
            let args: &[Value] = func.edge_args(edge);
            let label = format!("{word}{}", Commas(args));
            let to = func.edges[edge].block;
            writeln!(f, "    {block} -> {to} [label=\"{}\"{style}]", label.trim_end())?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::Dot;
    use crate::ir::parse::parse_functions;

    #[test]
    fn graphs_have_a_node_per_block_and_an_edge_per_edge() {
        let text = "function %f(i32) -> i32 {\n\
                    block0(v0: i32):\n    br_table v0, block1(v0), block1(v0), block2\n\
                    block1(v1: i32):\n    return v1\n\
                    block2:\n    v2 = i32.const 1\n    br_if v0, block1(v2), block2\n}\n";
        let functions = parse_functions(text).expect("the text is valid");
        let dot = Dot { name: "a\"b", func: &functions[0].1 }.to_string();
        assert_eq!(dot.matches(" -> ").count(), 5, "{dot}");
        assert_eq!(dot.matches("[label=\"block").count(), 3, "{dot}");
        for part in [
            "digraph \"a\\\"b\" {",
            "block0 -> block1 [label=\"1 v0\"]",
            "block0 -> block2 [label=\"default\"]",
            "block2 -> block1 [label=\"yes v2\"]",
            "block2 -> block2 [label=\"no\"]",
            "block1(v1: i32):\\l    return v1\\l\"",
        ] {
            assert!(dot.contains(part), "{part} is not in {dot}");
        }
    }
}
