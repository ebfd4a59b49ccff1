//! All sums of a function, by their terms.
//!
//! Takes: a function. Gives: [`Sums`]: the form of every value that is a sum, and, for any
//! terms, the sums that have them, in layout order. Invariant: sums of the same terms differ by
//! a constant. Cost: O(instructions).

use super::form::{Form, Terms};
use crate::ir::{Block, Function, Inst, Opcode, Value};
use cranelift_entity::SecondaryMap;
use rustc_hash::FxHashMap;

/// A sum, and where it is computed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sum {
    pub inst: Inst,
    pub value: Value,
    pub form: Form,
    pub block: Block,
    /// Position in the layout, so that of two in one block the earlier is known.
    pub place: u32,
}

/// See the file's head.
#[derive(Debug)]
pub(super) struct Sums {
    /// In layout order.
    all: Vec<Sum>,
    /// Which of these is a value's, from 1; 0 for none.
    of: SecondaryMap<Value, u32>,
    /// Numbers of terms.
    classes: FxHashMap<Terms, u32>,
    /// Where in `members` each class begins.
    starts: Vec<u32>,
    /// Indices of sums, by class.
    members: Vec<u32>,
}

impl Sums {
    /// Finds all sums; `None` if there are not two.
    pub fn of(func: &Function) -> Option<Sums> {
        let is_sum = |inst: Inst| Form::is_sum(func.insts[inst].op.code);
        let insts = func.order.iter().flat_map(|&block| func.block_insts(block));
        let count = insts.filter(|&&inst| is_sum(inst)).count();
        if count < 2 {
            return None;
        }
        let mut sums = Sums {
            all: Vec::with_capacity(count),
            of: SecondaryMap::new(),
            classes: FxHashMap::default(),
            starts: Vec::new(),
            members: Vec::new(),
        };
        sums.of.resize(func.values.len());
        let mut place = 0;
        for &block in &func.order {
            for &inst in func.block_insts(block) {
                place += 1;
                if is_sum(inst)
                    && let Some(value) = func.result(inst)
                    && let Some(form) = sums.sum_of(func, inst)
                {
                    sums.all.push(Sum { inst, value, form, block, place });
                    sums.of[value] = sums.all.len() as u32;
                }
            }
        }
        sums.classify();
        Some(sums)
    }

    /// Sorts the sums by their terms.
    fn classify(&mut self) {
        self.classes.reserve(self.all.len());
        let mut class_of = Vec::with_capacity(self.all.len());
        for sum in &self.all {
            let next = self.classes.len() as u32;
            class_of.push(*self.classes.entry(sum.form.terms).or_insert(next));
        }
        self.starts.resize(self.classes.len() + 1, 0);
        class_of.iter().for_each(|&class| self.starts[class as usize] += 1);
        let mut end = 0;
        for start in &mut self.starts {
            end += *start;
            *start = end;
        }
        self.members.resize(self.all.len(), 0);
        for (index, &class) in class_of.iter().enumerate().rev() {
            let start = &mut self.starts[class as usize];
            *start -= 1;
            self.members[*start as usize] = index as u32;
        }
    }

    /// All sums, in layout order.
    pub fn all(&self) -> &[Sum] {
        &self.all
    }

    /// The sum that a value is.
    pub fn get(&self, value: Value) -> Option<&Sum> {
        self.all.get((self.of[value] as usize).wrapping_sub(1))
    }

    /// Indices of the sums of the given terms, in layout order.
    fn indices(&self, terms: &Terms) -> &[u32] {
        let Some(&class) = self.classes.get(terms).filter(|_| !terms.list().is_empty()) else {
            return &[];
        };
        let class = class as usize;
        &self.members[self.starts[class] as usize..self.starts[class + 1] as usize]
    }

    /// How many sums have the given terms.
    pub fn count(&self, terms: &Terms) -> usize {
        self.indices(terms).len()
    }

    /// The sums of the given terms that are computed before a place, and those that are computed
    /// there or behind it, each in layout order.
    pub fn around<'a>(
        &'a self,
        terms: &Terms,
        place: u32,
    ) -> [impl ExactSizeIterator<Item = &'a Sum> + use<'a>; 2] {
        let indices = self.indices(terms);
        let sum = |&index: &u32| &self.all[index as usize];
        let middle = indices.partition_point(|index| sum(index).place < place);
        let (before, behind) = indices.split_at(middle);
        [before, behind].map(|part| part.iter().map(sum))
    }

    /// The form of a value.
    pub fn form(&self, func: &Function, value: Value) -> Form {
        if let Some(sum) = self.get(value) {
            return sum.form;
        }
        let ty = func.ty(value);
        match func.constant(value) {
            Some(op) if matches!(op.code, Opcode::I32Const | Opcode::I64Const) => {
                Form::constant(ty, op.bits())
            }
            _ => Form::atom(ty, value.as_u32()),
        }
    }

    /// The form of a result; `None` for atoms.
    fn sum_of(&self, func: &Function, inst: Inst) -> Option<Form> {
        let code = func.insts[inst].op.code;
        let &[x, y] = func.args(inst) else { return None };
        let ty = func.ty(x);
        let [whole_x, whole_y] = [x, y].map(|arg| self.form(func, arg));
        let [x, y] = [x, y].map(|arg| Form::atom(ty, arg.as_u32()));
        let shallower = || Form::of(code, &x, &whole_y).or_else(|| Form::of(code, &whole_x, &y));
        Form::of(code, &whole_x, &whole_y).or_else(shallower)
    }
}
