//! Where a module's sections and bodies are, without a look at what they hold.
//!
//! Takes: bytes that begin like a core module. Gives: [`Outline`]; an error if sections or
//! bodies do not end where they say. Invariant: nothing else is promised; in particular, the
//! module may be invalid. Cost: O(sections + functions).

use super::decode::{Error, Section, id};
use std::ops::Range;
use wasmparser::{Parser, Payload};

/// The sections and bodies of a module that borrows its bytes.
#[derive(Debug)]
pub struct Outline<'a> {
    bytes: &'a [u8],
    sections: Vec<Section<'a>>,
    /// Range of each defined function's body: local declarations to final `end`.
    pub bodies: Vec<Range<usize>>,
}

impl<'a> Outline<'a> {
    /// Finds the sections and bodies of a core module.
    pub fn of(bytes: &'a [u8]) -> Result<Outline<'a>, Error> {
        let mut outline = Outline { bytes, sections: Vec::new(), bodies: Vec::new() };
        let mut parser = Parser::new(0);
        parser.set_features(super::decode::features());
        for payload in parser.parse_all(bytes) {
            let payload = payload?;
            if let Payload::CodeSectionEntry(body) = &payload {
                outline.bodies.push(super::decode::range(body.range()));
            } else if let Some((id, payload)) = payload.as_section() {
                let payload = super::decode::range(payload);
                outline.sections.push(Section { id, payload, name: None });
            }
        }
        Ok(outline)
    }

    /// Whether two modules differ in nothing but bodies and custom sections. If one is valid, so
    /// is then the other, as long as its bodies are.
    pub fn is_equal_around_bodies(&self, other: &Outline<'_>) -> bool {
        fn rest<'a>(outline: &Outline<'a>) -> impl Iterator<Item = (u8, &'a [u8])> {
            let bytes = outline.bytes;
            let sections = outline.sections.iter().filter(|section| section.id != id::CUSTOM);
            sections.map(move |section| match section.id {
                id::CODE => (id::CODE, &[][..]),
                other => (other, &bytes[section.payload.clone()]),
            })
        }
        self.bodies.len() == other.bodies.len() && rest(self).eq(rest(other))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn are_equal(a: &str, b: &str) -> bool {
        let [a, b] = [a, b].map(|text| wat::parse_str(text).unwrap());
        Outline::of(&a).unwrap().is_equal_around_bodies(&Outline::of(&b).unwrap())
    }

    #[test]
    fn bodies_and_custom_sections_may_differ() {
        let module = "(module (memory 1) (func (result i32) i32.const 1))";
        assert!(are_equal(module, "(module (memory 1) (func (result i32) i32.const 2 nop))"));
        assert!(are_equal(module, "(module (memory 1) (func $f (result i32) i32.const 1))"));
    }

    #[test]
    fn anything_else_may_not() {
        let module = "(module (memory 1) (func (result i32) i32.const 1))";
        for other in [
            "(module (memory 2) (func (result i32) i32.const 1))",
            "(module (memory 1) (func (result i64) i64.const 1))",
            "(module (func (result i32) i32.const 1))",
            "(module (memory 1) (func (result i32) i32.const 1) (func (result i32) i32.const 1))",
            "(module (memory 1) (func (result i32) i32.const 1) (data \"x\"))",
        ] {
            assert!(!are_equal(module, other), "{other}");
        }
    }

    #[test]
    fn what_ends_too_early_is_an_error() {
        let bytes = wat::parse_str("(module (memory 1) (func))").unwrap();
        assert!(Outline::of(&bytes[..bytes.len() - 1]).is_err());
    }
}
