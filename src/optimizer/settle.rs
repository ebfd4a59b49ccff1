//! The check of the output: what is not proved is put back.
//!
//! Takes: the input, what became of its functions, and the checker, which sees nothing but bytes
//! and index maps. Gives: a module all of which is proved, or the input. Invariant: what is
//! emitted is what was checked last; a function that is not proved is done again with fewer
//! passes ([`retreat`]) until it is or has its old body, and whoever shared a new one with it is
//! checked again; after [`ROUNDS`] rounds the input stays. A panic of the checker proves nothing.
//! The result does not depend on the number of threads. Cost: the proofs, once for each body;
//! writing the module, once for each round.

use super::options::Prove;
use super::plan::Plan;
use super::report::Proof;
use super::retreat;
use super::threads::Processed;
use super::write::{self, Written};
use super::{Error, Options, PassReport};
use crate::prove::{self, Checker, Map, Reason, Verdict};
use crate::wasm::decode::Module;
use crate::wasm::names;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Instant;

/// Attempts to write a module that is proved: until each function has found its passes, and some
/// more for what follows from that.
const ROUNDS: usize = retreat::ROUNDS + 8;

/// A module that may be emitted.
pub(super) struct Settled {
    pub written: Written,
    /// What shows that each defined function of the input is as it was.
    pub proofs: Vec<Proof>,
    /// The check as rows of the table of passes, if there was one.
    pub passes: Vec<PassReport>,
    pub warnings: Vec<String>,
}

/// Says what is proved.
pub(super) trait Judge {
    /// Compares a module with the input; whether it has seen that module before, with other
    /// bodies.
    fn module(&mut self, written: &Written, again: bool) -> Checked;

    /// Compares bodies for functions of the input, as if the last module had them: why each is
    /// not proved, if so.
    fn bodies(&mut self, bodies: &[(u32, &[u8])]) -> Vec<Option<String>>;
}

/// What one round of checking says.
pub(super) struct Checked {
    /// Proofs and failures by function of the input.
    verdicts: BTreeMap<u32, Verdict>,
    /// Why nothing of it counts, if so.
    broken: Option<String>,
    micros: u64,
}

/// The module without any proof.
pub(super) fn unproved(
    module: &Module<'_>,
    processed: &mut Processed,
    options: &Options,
) -> Settled {
    let written = write::write(module, processed, options, true, write::Bodies::Go);
    let proofs = vec![Proof::Off; module.bodies.len()];
    Settled { written, proofs, passes: Vec::new(), warnings: Vec::new() }
}

/// Writes the module until all of it is proved.
///
/// # Errors
/// With [`Prove::Require`], if something had to be put back.
pub(super) fn settle(
    input: &[u8],
    module: &Module<'_>,
    processed: &mut Processed,
    options: &Options,
    plan: &Plan<'_>,
) -> Result<Settled, Error> {
    let checker = guarded(|| Checker::new(input, options.jobs));
    let judge = &mut Prover { checker, options, micros: 0 };
    let settled = rounds(module, processed, options, plan, judge);
    settled.map(|mut settled| {
        settled.passes[0].micros += judge.micros;
        settled
    })
}

/// The checker as a judge.
struct Prover<'a> {
    checker: Result<Checker<'a>, String>,
    options: &'a Options,
    /// What comparing bodies took.
    micros: u64,
}

impl Judge for Prover<'_> {
    fn module(&mut self, written: &Written, again: bool) -> Checked {
        match &mut self.checker {
            Ok(checker) => check(checker, written, self.options, again),
            Err(why) => Checked::broken(why.clone()),
        }
    }

    fn bodies(&mut self, bodies: &[(u32, &[u8])]) -> Vec<Option<String>> {
        let Ok(checker) = &mut self.checker else { return Vec::new() };
        let settings = settings(self.options, true, Map::default());
        let start = Instant::now();
        let verdicts = checker.candidates(bodies, &settings);
        self.micros += start.elapsed().as_micros() as u64;
        verdicts.iter().map(|verdict| verdict.reason().map(unproved_because)).collect()
    }
}

fn unproved_because(reason: &Reason) -> String {
    format!("not proved: {}", reason.key())
}

/// How functions are compared; in a hurry if they have been done again: another body costs less
/// than a long search.
fn settings(options: &Options, hurried: bool, map: Map) -> prove::Options {
    let solver = options.prove == Prove::Full;
    prove::Options { jobs: options.jobs, everything: false, hurried, solver, map }
}

/// Writes the module until the judge has nothing against it.
fn rounds(
    module: &Module<'_>,
    processed: &mut Processed,
    options: &Options,
    plan: &Plan<'_>,
    judge: &mut dyn Judge,
) -> Result<Settled, Error> {
    let mut micros = 0;
    // Why items of the module stay as they are, if they have to.
    let mut stays: Option<String> = None;
    for round in 0..ROUNDS {
        let bodies = write::Bodies::Stay;
        let written = write::write(module, processed, options, stays.is_none(), bodies);
        let checked = judge.module(&written, round > 0);
        micros += checked.micros;
        if let Some(why) = checked.broken {
            stays = Some(why);
            continue;
        }
        if !checked.verdicts.values().any(is_unproved) {
            let proofs = proofs(module, &checked, processed);
            return finish(module, processed, options, (written, proofs, micros, stays));
        }
        let failures = checked.failures(module).into_iter();
        let failures = failures.map(|(index, why)| (index, unproved_because(why)));
        let (new, old): (Vec<_>, Vec<_>) = failures.partition(|row| processed.is_new(row.0));
        // With old bodies it is the module around them that is in the way.
        stays = old.into_iter().next_back().map(|row| row.1).or(stays);
        retreat::again((module, options, plan), processed, new, judge)?;
        // Old bodies may need functions that new ones did not, and that nobody has looked at.
        for index in checked.unseen(module) {
            processed.revert(index, "not proved: only what was put back needs it".to_string());
        }
    }
    for index in 0..module.bodies.len() {
        processed.revert(index, "not proved: too many rounds".to_string());
    }
    // Every body and every declaration is a copy of the input's.
    let written = write::write(module, processed, options, false, write::Bodies::Go);
    let proof =
        |index| if processed.is_reverted(index) { Proof::Reverted } else { Proof::Identical };
    let proofs = (0..module.bodies.len()).map(proof).collect();
    finish(module, processed, options, (written, proofs, micros, stays))
}

/// A module with its proofs, the time they took, and why its items stay, if they have to.
type Outcome = (Written, Vec<Proof>, u64, Option<String>);

fn finish(
    module: &Module<'_>,
    processed: &Processed,
    options: &Options,
    (written, proofs, micros, stays): Outcome,
) -> Result<Settled, Error> {
    let reverted = proofs.iter().filter(|proof| **proof == Proof::Reverted).count();
    if options.prove == Prove::Require {
        require(module, processed, &proofs, stays.as_deref())?;
    }
    let mut warnings = Vec::new();
    if options.prove == Prove::Full
        && let Err(why) = prove::solver_available()
    {
        warnings.push(format!("--prove full does what fast does: {why}"));
    }
    warnings.extend(stays.map(|why| write::stays(&why)));
    let again = processed.again.time.as_micros() as u64;
    let passes = vec![
        PassReport { name: "prove", micros, changed: reverted },
        PassReport { name: "again", micros: again, changed: processed.again.changed },
    ];
    Ok(Settled { written, proofs, passes, warnings })
}

impl Checked {
    fn broken(why: String) -> Checked {
        Checked { verdicts: BTreeMap::new(), broken: Some(why), micros: 0 }
    }

    /// Defined functions that are not proved.
    fn failures(&self, module: &Module<'_>) -> Vec<(usize, &Reason)> {
        let mut failures = Vec::new();
        for (function, verdict) in &self.verdicts {
            if let Some(reason) = verdict.reason()
                && let Some(index) = function.checked_sub(module.first_defined())
            {
                failures.push((index as usize, reason));
            }
        }
        failures
    }

    /// Defined functions that nothing needed.
    fn unseen(&self, module: &Module<'_>) -> Vec<usize> {
        let first = module.first_defined();
        let all = 0..module.bodies.len();
        all.filter(|&index| !self.verdicts.contains_key(&(first + index as u32))).collect()
    }
}

fn is_unproved(verdict: &Verdict) -> bool {
    verdict.reason().is_some()
}

/// Runs a part of the checker; if it fails or panics, says so.
fn guarded<T>(work: impl FnOnce() -> Result<T, prove::Unusable>) -> Result<T, String> {
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(Ok(result)) => Ok(result),
        Ok(Err(error)) => Err(format!("not proved: {error}")),
        Err(_) => Err("not proved: internal error".to_string()),
    }
}

fn check(checker: &mut Checker<'_>, written: &Written, options: &Options, again: bool) -> Checked {
    let map: Map = written.map().unwrap_or_else(|| checker.identity());
    let settings = settings(options, again, map);
    let report = match guarded(|| checker.check(&written.encoded.bytes, &settings)) {
        Ok(report) => report,
        Err(why) => return Checked::broken(why),
    };
    let mut checked = Checked { verdicts: BTreeMap::new(), broken: None, micros: 0 };
    if let Some(first) = report.declarations.first() {
        checked.broken = Some(format!("not proved: {first}"));
    }
    for function in report.functions {
        checked.micros += function.micros;
        match function.before {
            Some(before) => drop(checked.verdicts.insert(before, function.verdict)),
            None => {
                let what = format!("not proved: function {} is new", function.after);
                checked.broken.get_or_insert(what);
            }
        }
    }
    checked
}

/// What shows that each function is as it was.
fn proofs(module: &Module<'_>, checked: &Checked, processed: &Processed) -> Vec<Proof> {
    let first = module.first_defined();
    let proof = |index: usize| match checked.verdicts.get(&(first + index as u32)) {
        None | Some(Verdict::Unproved(_) | Verdict::Refuted(..)) => Proof::Unneeded,
        Some(_) if processed.is_reverted(index) => Proof::Reverted,
        Some(Verdict::Identical) => Proof::Identical,
        Some(Verdict::Proved) => Proof::NormalForm,
        Some(Verdict::Solved) => Proof::Z3,
    };
    (0..module.bodies.len()).map(proof).collect()
}

/// Fails if something was put back.
fn require(
    module: &Module<'_>,
    processed: &Processed,
    proofs: &[Proof],
    stays: Option<&str>,
) -> Result<(), Error> {
    if let Some(index) = proofs.iter().position(|proof| *proof == Proof::Reverted) {
        let function = module.first_defined() + index as u32;
        let name = names::function_names(module).swap_remove(function as usize);
        let why = processed.outcomes[index].reason.clone().unwrap_or_default();
        return Err(Error::unproved(Some((function, name)), why));
    }
    stays.map_or(Ok(()), |why| Err(Error::unproved(None, write::stays(why))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::optimizer::{Level, Watch, plan, threads};

    /// Functions 1 and 2 become equal, 3 calls both; 0 goes.
    const TEXT: &str = r#"(module
        (func)
        (func $a (param i32) (result i32) (local i32)
            (local.set 1 (i32.add (local.get 0) (i32.const 5))) (local.get 1))
        (func $b (param i32) (result i32) (local i32 i32)
            (local.set 2 (i32.add (local.get 0) (i32.const 5))) (local.get 2))
        (func (export "f") (param i32) (result i32)
            (i32.add (call $a (local.get 0)) (call $b (local.get 0)))))"#;

    /// Sums that become one, an operand that is computed twice.
    const LADDER: &str = r#"(module
        (func)
        (func (export "f") (param i32) (result i32) (local i32 i32)
            (local.set 1 (i32.rotl (local.get 0) (i32.clz (local.get 0))))
            (local.set 2 (i32.rotl (local.get 0) (i32.clz (local.get 0))))
            (i32.mul (local.get 1)
                (i32.add (i32.add (local.get 2) (i32.const 4)) (i32.const 4))))
        (func (export "g")) (func (export "h")))"#;

    /// An invariant computation in a loop, twice, and a remainder of what is known to be small.
    const LOOP: &str = r#"(module
        (func)
        (func (export "f") (param i32 i32) (result i32) (local i32)
            (loop
                (local.set 2 (i32.add (local.get 2)
                    (i32.mul (i32.rotl (local.get 0) (i32.clz (local.get 0)))
                        (i32.rotl (local.get 0) (i32.clz (local.get 0))))))
                (br_if 0 (local.tee 1 (i32.sub (local.get 1) (i32.const 1)))))
            (if (i32.lt_u (local.get 2) (i32.const 9))
                (then (return (i32.rem_u (local.get 2) (i32.const 9)))))
            (local.get 2))
        (func (export "g")) (func (export "h")))"#;

    /// Proves functions 1 to 3 each time it is asked, but for these.
    struct Listed<'a>(&'a [&'a [u32]]);

    impl Listed<'_> {
        fn next(&mut self) -> &[u32] {
            self.0.split_off_first().copied().unwrap_or_default()
        }
    }

    impl Judge for Listed<'_> {
        fn module(&mut self, _: &Written, _: bool) -> Checked {
            let fails = self.next();
            let verdict = |function| match fails.contains(&function) {
                true => Verdict::Unproved(Reason::Internal),
                false => Verdict::Proved,
            };
            let verdicts = (1..=3).map(|function| (function, verdict(function))).collect();
            Checked { verdicts, broken: None, micros: 1 }
        }

        fn bodies(&mut self, bodies: &[(u32, &[u8])]) -> Vec<Option<String>> {
            let fails = self.next();
            let why = |&(function, _): &(u32, &[u8])| fails.contains(&function).then(String::new);
            bodies.iter().map(why).collect()
        }
    }

    /// Says of the first module that declarations differ.
    struct Differs(usize);

    impl Judge for Differs {
        fn module(&mut self, written: &Written, _: bool) -> Checked {
            self.0 += 1;
            assert_eq!(written.map().is_some(), self.0 == 1);
            let broken = (self.0 == 1).then(|| "not proved: table 0 differs".to_string());
            Checked { verdicts: BTreeMap::new(), broken, micros: 1 }
        }

        fn bodies(&mut self, _: &[(u32, &[u8])]) -> Vec<Option<String>> {
            unreachable!("no function is done again")
        }
    }

    /// The outcome with a judge that each time proves functions 1 to 3, but for these.
    fn settled(prove: Prove, rounds: &[&[u32]]) -> (Vec<u8>, Result<Settled, Error>) {
        settled_of(TEXT, &Options { prove, ..Options::at(Level::Oz) }, rounds)
    }

    fn settled_of(
        text: &str,
        options: &Options,
        rounds: &[&[u32]],
    ) -> (Vec<u8>, Result<Settled, Error>) {
        let input = wat::parse_str(text).unwrap();
        let module = Module::decode(&input).unwrap();
        let effects = plan::effects(&module, options);
        let plan = Plan::new(&module, &effects, options).unwrap();
        let mut processed = threads::process(&module, options, &plan, Watch::default()).unwrap();
        let mut judge = Listed(rounds);
        let settled = super::rounds(&module, &mut processed, options, &plan, &mut judge);
        (input.clone(), settled)
    }

    fn bytes(settled: &Result<Settled, Error>) -> &[u8] {
        &settled.as_ref().unwrap().written.encoded.bytes
    }

    fn body(bytes: &[u8], index: usize) -> Vec<u8> {
        Module::decode(bytes).unwrap().body(index).to_vec()
    }

    #[test]
    fn what_is_proved_stays() {
        let (_, settled) = settled(Prove::Fast, &[]);
        assert_eq!(Module::decode(bytes(&settled)).unwrap().bodies.len(), 2);
        let settled = settled.unwrap();
        let normal = Proof::NormalForm;
        assert_eq!(settled.proofs, [Proof::Unneeded, normal, normal, normal]);
        let [prove, again] = &settled.passes[..] else { panic!("{:?}", settled.passes) };
        assert_eq!((prove.name, prove.micros, prove.changed), ("prove", 1, 0));
        assert_eq!((again.name, again.changed), ("again", 0));
    }

    #[test]
    fn a_member_of_a_group_is_put_back_alone() {
        let (input, settled) = settled(Prove::Fast, &[&[2]]);
        let output = bytes(&settled);
        // The other member and the caller keep their new bodies.
        assert_eq!(Module::decode(output).unwrap().bodies.len(), 3);
        assert!(body(output, 0).len() < body(&input, 1).len());
        assert_eq!(body(output, 1), body(&input, 2));
        let report = prove::verify(&input, output, &prove::Options::default()).unwrap();
        assert!(report.proved(), "{report:?}");
    }

    /// Of function 1 when it is proved only after so many attempts: whether its body is the old
    /// one, how long it is, functions put back, bodies made again.
    fn attempts(text: &str, level: Level, failures: usize) -> (bool, usize, (usize, usize)) {
        let (input, settled) = settled_of(text, &Options::at(level), &vec![&[1][..]; failures]);
        let body = body(bytes(&settled), 0);
        let passes = settled.unwrap().passes;
        let is_old = body == Module::decode(&input).unwrap().body(1);
        (is_old, body.len(), (passes[0].changed, passes[1].changed))
    }

    #[test]
    fn what_is_not_proved_is_done_again_with_fewer_passes() {
        let outcomes: Vec<_> = (0..=4).map(|count| attempts(LADDER, Level::Oz, count)).collect();
        // With all passes; with two sums; with two rotations; with both; as it was. What does
        // nothing here leads to no attempt.
        let expected = [
            (false, 16, (0, 0)),
            (false, 19, (0, 1)),
            (false, 18, (0, 2)),
            (false, 21, (0, 3)),
            (true, 31, (1, 3)),
        ];
        assert_eq!(outcomes, expected);
    }

    #[test]
    fn for_speed_what_moves_between_blocks_is_left_out_first() {
        let outcomes: Vec<_> = (0..=3).map(|count| attempts(LOOP, Level::O3, count)).collect();
        let of = |passes: &[&str]| {
            let skip_passes = passes.iter().map(|name| name.to_string()).collect();
            let options = Options { skip_passes, ..Options::at(Level::O3) };
            body(bytes(&settled_of(LOOP, &options, &[]).1), 0).len()
        };
        // Without `licm` the remainder is still known to be what is divided.
        assert_eq!((outcomes[0].1, outcomes[1].1), (of(&[]), of(&["licm", "sink"])));
        let sizes: Vec<_> = outcomes.iter().map(|outcome| outcome.1).collect();
        assert_eq!(sizes, [38, 34, 49, 47]);
        assert!(outcomes.iter().enumerate().all(|(count, row)| !row.0 && row.2 == (0, count)));
        // Lowered only it is what it was without both.
        let (is_old, _, counts) = attempts(LOOP, Level::O3, 4);
        assert_eq!((is_old, counts), (true, (1, 3)));
    }

    #[test]
    fn what_is_never_proved_leaves_the_input() {
        let (input, settled) = settled(Prove::Fast, &[&[1, 2, 3], &[1, 2, 3], &[1, 2, 3]]);
        assert_eq!(bytes(&settled), input);
        assert_eq!(settled.unwrap().passes[0].changed, 2);
    }

    #[test]
    fn declarations_that_differ_stay_as_they_are() {
        let input = wat::parse_str(TEXT).unwrap();
        let options = Options { passes: Some(vec!["reach".into()]), ..Options::at(Level::Oz) };
        let module = Module::decode(&input).unwrap();
        let effects = plan::effects(&module, &options);
        let plan = Plan::new(&module, &effects, &options).unwrap();
        let mut processed = threads::process(&module, &options, &plan, Watch::default()).unwrap();
        let mut judge = Differs(0);
        let settled = super::rounds(&module, &mut processed, &options, &plan, &mut judge);
        let settled = settled.unwrap();
        let warning = "items of the module stay as they are: not proved: table 0 differs";
        assert_eq!((judge.0, &settled.warnings[..]), (2, &[warning.to_string()][..]));
    }

    #[test]
    fn what_is_required_is_an_error_if_it_is_missing() {
        let (_, settled) = settled(Prove::Require, &[&[2]]);
        let error = settled.err().unwrap();
        assert_eq!(error.function, Some((2, Some("b".into()))));
        assert_eq!(error.to_string(), "function 2 (b): not proved: internal error");
    }
}
