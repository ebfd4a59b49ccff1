//! Bodies that an output may get, compared before there is that output.
//!
//! Takes: other bodies for functions of the input, in the input's numbers, once an output has
//! been compared. Gives: a verdict for each, as if that output had them. Invariant: no claim
//! about any output rests on such a verdict; a proof is known again when an output with these
//! bodies is compared, if the same is asked then (`fingerprint`, and equal surroundings). So
//! whoever tries several bodies need not write and read a module for each. Cost: the functions'.

use std::cmp::Reverse;

use wasmparser::{BinaryReader, FunctionBody, WasmFeatures};

use super::code::Code;
use super::lift;
use super::maps::Maps;
use super::module::Module;
use super::modules::{Checker, Comparison, Options};
use super::product::Workspace;
use super::threads;
use super::verdict::{Reason, Verdict};

impl Checker<'_> {
    /// Compares bodies with those that functions of the input have; without effect on what is
    /// said of outputs. None is proved before an output has been compared.
    pub fn candidates(&mut self, bodies: &[(u32, &[u8])], options: &Options) -> Vec<Verdict> {
        let Some(mut around) = self.proofs.around.take() else {
            return bodies.iter().map(|_| Verdict::Unproved(Reason::Internal)).collect();
        };
        let [callees, _] = around.callees.0;
        around.callees.0 = [callees.clone(), callees.clone()];
        let comparison = Comparison {
            around: &around,
            options,
            known: &self.proofs.known,
            before: &self.before,
        };
        let own = Maps::identity(&self.before);
        let maps = Maps { funcs: callees, ..own.clone() };
        let mut order: Vec<u32> = (0..bodies.len() as u32).collect();
        order.sort_by_key(|&index| Reverse(bodies[index as usize].1.len()));
        let jobs = threads::jobs(options.jobs);
        let results = threads::each(&order, jobs, Workspace::default, |space, index| {
            let (function, bytes) = bodies[index as usize];
            comparison.guarded(space, |space| {
                let codes = both(&self.before, [&own, &maps], function, bytes)?;
                let name = |f: u32| maps.funcs.get(f as usize);
                let related = |f: u32, g: u32| name(f).is_some() && name(f) == name(g);
                comparison.codes(function, codes, &related, space)
            })
        });
        let mut verdicts = Vec::with_capacity(bodies.len());
        for (&(function, _), result) in bodies.iter().zip(results) {
            let lost = (Verdict::Unproved(Reason::Internal), None);
            let (verdict, proof) = result.unwrap_or(lost);
            self.proofs.known.extend(proof.map(|print| (function, print)));
            verdicts.push(verdict);
        }
        self.proofs.around = Some(around);
        verdicts
    }
}

/// Both bodies of a function.
fn both(
    before: &Module<'_>,
    [own, maps]: [&Maps; 2],
    function: u32,
    bytes: &[u8],
) -> Result<[Code; 2], Reason> {
    let old = before.body(function).ok_or(Reason::NoCounterpart)?;
    let ty = before.funcs[function as usize];
    let new = FunctionBody::new(BinaryReader::new_features(bytes, 0, WasmFeatures::all()));
    Ok([lift::lift(before, own, ty, old)?, lift::lift(before, maps, ty, &new)?])
}
