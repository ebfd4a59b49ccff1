//! The rules as data: the optimiser's own `.isle` files, read by ISLE's parser.
//!
//! Takes: paths. Gives: [`Program`], which maps terms to their declarations, meanings and
//! forms, and lists the rules to be proved. Invariant: a rule is either proved or glue, which
//! says how a term of the prelude is made; there is no third kind.

pub mod fire;
pub mod formula;
pub mod graph;

pub mod solver;
pub mod spec;
pub mod terms;
pub mod typing;

use cranelift_isle::ast::{
    AttrKind, AttrTarget, Decl, Def, Expr, Ident, ModelType, ModelValue, Pattern, Rule, Signature,
    Spec, SpecExpr,
};
use cranelift_isle::lexer::{Lexer, Pos};
use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

/// Everything the files define.
#[derive(Default)]
pub struct Program {
    pub decls: HashMap<String, Decl>,
    pub specs: HashMap<String, Spec>,
    pub macros: HashMap<String, (Vec<String>, SpecExpr)>,
    pub signatures: HashMap<String, Vec<Signature>>,
    pub models: HashMap<String, ModelType>,
    /// Features that a term's operator needs, by the name of the tag.
    pub tags: HashMap<String, String>,
    /// Rules that need not save bytes: they make one form of several.
    pub canonical: Vec<String>,
    pub rules: Vec<Rule>,
    files: Vec<(PathBuf, String)>,
}

/// The rewrite rules of the optimiser.
pub fn rule_files() -> Vec<PathBuf> {
    files_in("src/opt/rules")
}

/// The rules of the checker's normaliser.
pub fn checker_files() -> Vec<PathBuf> {
    files_in("src/prove/normal/rules")
}

fn files_in(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let entries = std::fs::read_dir(&folder).expect("the rules are part of the sources");
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "isle"));
    files.sort();
    files
}

impl Program {
    pub fn load(files: &[PathBuf]) -> Program {
        let mut program = Program::default();
        let mut forms: HashMap<String, Vec<Signature>> = HashMap::new();
        let mut instances = Vec::new();
        for (index, path) in files.iter().enumerate() {
            let text = std::fs::read_to_string(path).expect("a readable file");
            let lexer = Lexer::new(index, &text).unwrap_or_else(|e| panic!("{path:?}: {e:?}"));
            let defs = cranelift_isle::parser::parse(lexer)
                .unwrap_or_else(|e| panic!("{}: {e:?}", path.display()));
            program.files.push((path.clone(), text));
            for def in defs {
                program.add(def, &mut forms, &mut instances);
            }
        }
        for (term, form, mut own) in instances {
            if let Some(form) = form {
                let form = forms.get(&form);
                own.extend(form.unwrap_or_else(|| panic!("no such form: {term}")).iter().cloned());
            }
            program.signatures.insert(term, own);
        }
        program.rules = std::mem::take(&mut program.rules)
            .into_iter()
            .filter(|rule| !program.is_glue(rule))
            .collect();
        program
    }

    fn add(
        &mut self,
        def: Def,
        forms: &mut HashMap<String, Vec<Signature>>,
        instances: &mut Vec<(String, Option<String>, Vec<Signature>)>,
    ) {
        match def {
            Def::Decl(decl) => drop(self.decls.insert(decl.term.0.clone(), decl)),
            Def::Spec(spec) => drop(self.specs.insert(spec.term.0.clone(), spec)),
            Def::SpecMacro(m) => {
                let params = m.params.into_iter().map(|param| param.0).collect();
                self.macros.insert(m.name.0, (params, m.body));
            }
            Def::Form(form) => drop(forms.insert(form.name.0, form.signatures)),
            Def::Instantiation(i) => {
                instances.push((i.term.0, i.form.map(|form| form.0), i.signatures));
            }
            Def::Model(model) => {
                if let ModelValue::TypeValue(ty) = model.val {
                    self.models.insert(model.name.0, ty);
                }
            }
            Def::Attr(attr) => {
                for kind in attr.kinds {
                    let AttrKind::Tag(Ident(tag, _)) = kind else { continue };
                    match &attr.target {
                        AttrTarget::Term(term) => drop(self.tags.insert(term.0.clone(), tag)),
                        AttrTarget::Rule(rule) => {
                            assert_eq!(tag, "canonical", "tag of {}", rule.0);
                            self.canonical.push(rule.0.clone());
                        }
                    }
                }
            }
            Def::Rule(rule) => self.rules.push(rule),
            _ => {}
        }
    }

    /// How a term makes its operator: its right side is a term of the Rust side alone.
    fn is_glue(&self, rule: &Rule) -> bool {
        matches!(&rule.expr, Expr::Term { sym, .. } if !self.specs.contains_key(&sym.0))
    }

    /// The meaning of a term.
    pub fn spec(&self, term: &Ident) -> &Spec {
        self.specs
            .get(&term.0)
            .unwrap_or_else(|| panic!("{}: `{}` has no spec", self.at(term.1), term.0))
    }

    pub fn decl(&self, term: &Ident) -> &Decl {
        self.decls
            .get(&term.0)
            .unwrap_or_else(|| panic!("{}: `{}` is not declared", self.at(term.1), term.0))
    }

    pub fn name(rule: &Rule) -> &str {
        rule.name.as_ref().map_or("unnamed", |name| &name.0)
    }

    /// `file:line` of a position.
    pub fn at(&self, pos: Pos) -> String {
        let (path, text) = &self.files[pos.file];
        let line = 1 + text[..pos.offset].matches('\n').count();
        format!("{}:{line}", path.file_name().unwrap_or_default().display())
    }

    /// Number of rules per file, in the files' order.
    pub fn counts(&self) -> Vec<(String, usize)> {
        let count = |file: usize| self.rules.iter().filter(|rule| rule.pos.file == file).count();
        let name = |path: &Path| path.file_name().unwrap_or_default().display().to_string();
        self.files.iter().enumerate().map(|(at, (path, _))| (name(path), count(at))).collect()
    }

    /// What is wrong with a rule besides its meaning.
    pub fn lint(&self, rule: &Rule) -> Vec<String> {
        let mut wrong = Vec::new();
        if rule.name.is_none() {
            wrong.push("has no name".to_string());
        }
        let mut left = HashSet::new();
        rule.pattern.terms(&mut |_, term| {
            left.insert(term.0.clone());
        });
        let mut guards = HashSet::new();
        for iflet in &rule.iflets {
            iflet.expr.terms(&mut |_, term| {
                guards.insert(term.0.clone());
            });
        }
        let tag_of = |term: &String| self.tags.get(term).cloned();
        let present: HashSet<String> = left.iter().filter_map(tag_of).collect();
        rule.expr.terms(&mut |_, term| {
            if let Some(tag) = self.tags.get(&term.0)
                && !present.contains(tag)
                && !guards.contains(&format!("has_{tag}"))
            {
                wrong.push(format!("makes `{}` without (if (has_{tag}))", term.0));
            }
        });
        wrong
    }
}

/// The term a rule rewrites and its arguments.
pub fn root(rule: &Rule) -> (&Ident, &[Pattern]) {
    match &rule.pattern {
        Pattern::Term { sym, args, .. } => (sym, args),
        _ => panic!("the left side of a rule is a term"),
    }
}
