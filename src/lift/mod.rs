//! WebAssembly stack code to SSA.
//!
//! Takes: a module's declarations and the bytes of one function body that `wasmparser` has
//! validated. Gives: an [`ir::Function`](crate::ir::Function) that does the same, with
//! block parameters only where paths bring different values and some use sees them
//! (pruned, minimal SSA). Invariant: nothing is reordered; every operator that can be reached
//! appears once, in source order; locals, labels and the operand stack are gone.
//!
//! Structured code needs no general SSA construction: one decoding scan ([`scan`]) finds
//! which locals each loop assigns, one walk ([`walk`]) keeps the operand stack and, per local,
//! the history of its values by position ([`locals`]). A join's parameters are made only
//! when someone reads the local there; their arguments are looked up by position when the walk
//! is over ([`params`]). Exception regions are in [`regions`].
//!
//! Cost: O(operators + parameters * incoming edges * log history).
//! From: Braun et al., "Simple and Efficient Construction of SSA Form" (2013), with the
//! recursion replaced by positions, which structured control flow makes possible.

mod locals;
mod params;
mod regions;
mod scan;
mod walk;

use crate::ir::op::codec::DecodeError;
use crate::ir::{Function, ModuleEnv};
use std::fmt;

/// Why a body was not lifted. The function then keeps its original bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Declined {
    /// The bytes hold something the operator table does not have.
    Decode(DecodeError),
    /// The body refers to something the module environment does not model.
    Unsupported(&'static str),
    /// The body is not what validation promises.
    Malformed,
}

impl From<DecodeError> for Declined {
    fn from(error: DecodeError) -> Declined {
        Declined::Decode(error)
    }
}

impl fmt::Display for Declined {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Declined::Decode(error) => error.fmt(f),
            Declined::Unsupported(what) => write!(f, "unsupported: {what}"),
            Declined::Malformed => f.write_str("body is not valid"),
        }
    }
}

/// Reusable storage for lifting one function after another.
#[derive(Default, Debug)]
pub struct Lifter {
    scan: scan::Scan,
    locals: locals::Locals,
    walk: walk::Storage,
    params: params::Storage,
}

impl Lifter {
    /// Lifts `body`, the bytes of a function body from its local declarations to its final
    /// `end`, into `func`, which is cleared first. `type_index` is the function's type.
    pub fn lift(
        &mut self,
        env: &ModuleEnv,
        type_index: u32,
        body: &[u8],
        func: &mut Function,
    ) -> Result<(), Declined> {
        func.clear();
        let (params, results) =
            env.func_type(type_index).ok_or(Declined::Unsupported("function type"))?;
        func.params.extend_from_slice(params);
        func.results.extend_from_slice(results);
        self.scan.run(body, params.len() as u32, &mut func.pool)?;
        walk::run(self, env, func)
    }
}
