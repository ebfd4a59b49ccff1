//! `selvedge test`: text filetests.

use super::Failure;

#[derive(clap::Args)]
pub struct Args {
    /// Filetests, or directories of them
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<std::path::PathBuf>,
}

/// Runs the command.
pub fn run(args: &Args) -> Result<(), Failure> {
    let _ = &args.paths;
    Err(Failure::Failed("not yet".into()))
}
