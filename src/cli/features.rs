//! `--enable-FEATURE`, `--disable-FEATURE`, `--all-features`, `--mvp-features`.
//!
//! Takes: the proposals by the names tools know them by. Gives: [`FeatureFlags`]. Invariant:
//! where two flags contradict each other, the later one holds, as for other tools.

use clap::{Arg, ArgAction, ArgMatches, Args, Command, Error, FromArgMatches};
use selvedge::opt::Features;
use selvedge::wasm::features::PROPOSALS;

/// Proposals switched on and off.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct FeatureFlags {
    /// Those whose operators may be introduced.
    pub enable: Features,
    /// Those whose operators may not.
    pub disable: Features,
}

impl FeatureFlags {
    /// Takes one more flag into account, without its dashes. Whether there is such a flag.
    pub fn apply(&mut self, flag: &str) -> bool {
        let everything = Features::ALL.without(selvedge::ir::op::Feature::Mvp);
        let (on, features) = match flag {
            "all-features" => (true, everything),
            "mvp-features" => (false, everything),
            _ => {
                let enabled = flag.strip_prefix("enable-").map(|name| (true, name));
                let named = enabled.or(flag.strip_prefix("disable-").map(|name| (false, name)));
                let Some((on, name)) = named else { return false };
                let Some(row) = PROPOSALS.iter().find(|row| row.flag == name) else {
                    return false;
                };
                (on, row.feature.map_or(Features::NONE, |one| Features::NONE.with(one)))
            }
        };
        let (into, out_of) = match on {
            true => (&mut self.enable, &mut self.disable),
            false => (&mut self.disable, &mut self.enable),
        };
        *into = into.union(features);
        *out_of = out_of.minus(features);
        true
    }
}

/// All flags with what they do, for those that the help shows.
fn flags() -> impl Iterator<Item = (String, Option<String>)> {
    let names: Vec<&str> = PROPOSALS.iter().map(|row| row.flag).collect();
    let all = format!(
        "Let rules introduce operators of every proposal, not only of those that the input uses \
         or declares; `--enable-FEATURE` for one: {}",
        names.join(", ")
    );
    let none = "Let rules introduce operators of no proposal; `--disable-FEATURE` for one";
    let both = [
        ("all-features".to_string(), Some(all)),
        ("mvp-features".to_string(), Some(none.to_string())),
    ];
    let single = PROPOSALS
        .iter()
        .flat_map(|row| ["enable-", "disable-"].map(|word| (format!("{word}{}", row.flag), None)));
    both.into_iter().chain(single)
}

impl Args for FeatureFlags {
    fn augment_args(command: Command) -> Command {
        flags().fold(command, |command, (name, help)| {
            let flag = Arg::new(name.clone()).long(name).action(ArgAction::Count);
            command.arg(match help {
                Some(help) => flag.help(help),
                None => flag.hide(true),
            })
        })
    }

    fn augment_args_for_update(command: Command) -> Command {
        FeatureFlags::augment_args(command)
    }
}

impl FromArgMatches for FeatureFlags {
    fn from_arg_matches(matches: &ArgMatches) -> Result<FeatureFlags, Error> {
        let mut given: Vec<(usize, String)> = flags()
            .filter(|(name, _)| matches.get_count(name) > 0)
            .filter_map(|(name, _)| Some((matches.indices_of(&name)?.next_back()?, name)))
            .collect();
        given.sort_unstable();
        let mut result = FeatureFlags::default();
        for (_, name) in given {
            result.apply(&name);
        }
        Ok(result)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        *self = FeatureFlags::from_arg_matches(matches)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::FeatureFlags;
    use selvedge::ir::op::Feature;
    use selvedge::opt::Features;

    #[test]
    fn the_later_flag_holds() {
        let mut flags = FeatureFlags::default();
        for flag in ["all-features", "disable-simd", "mvp-features", "enable-sign-ext"] {
            assert!(flags.apply(flag), "{flag}");
        }
        assert_eq!(flags.enable, Features::NONE.with(Feature::SignExtension));
        assert!(flags.disable.contains(Feature::Simd));
        assert!(!flags.disable.contains(Feature::SignExtension));
        assert!(!flags.apply("enable-nonsense") && !flags.apply("simd"));
    }
}
