//! `sparrow completions` and `sparrow man`, written from the command line's own description.

use crate::{
    args::Cli,
    check::print_out,
    exit::Exit,
    tool_args::{CompletionsArgs, ManArgs},
};
use clap::{Command, CommandFactory};
use std::{fs, io, path::Path};

/// Prints the completions of a shell.
pub(crate) fn completions(args: &CompletionsArgs) -> Exit {
    let mut text = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "sparrow", &mut text);
    print_out(&String::from_utf8_lossy(&text));
    Exit::ok()
}

/// Prints the page of the program, or writes all pages.
pub(crate) fn man(args: &ManArgs) -> Exit {
    let done = match &args.out {
        Some(folder) => write_all(folder),
        None => page(&Cli::command()).map(|page| print_out(&String::from_utf8_lossy(&page))),
    };
    match done {
        Ok(()) => Exit::ok(),
        Err(error) => Exit::game_failed(format!("no page can be written: {error}")),
    }
}

fn page(command: &Command) -> io::Result<Vec<u8>> {
    let mut text = Vec::new();
    clap_mangen::Man::new(command.clone()).render(&mut text)?;
    Ok(text)
}

/// `sparrow.1`, `sparrow-run.1`, ...
fn write_all(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let mut program = Cli::command();
    program.build();
    fs::write(folder.join("sparrow.1"), page(&program)?)?;
    for command in program.get_subcommands().filter(|command| command.get_name() != "help") {
        let name = format!("sparrow-{}", command.get_name());
        let named = command.clone().display_name(name.clone());
        fs::write(folder.join(format!("{name}.1")), page(&named)?)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_has_a_page_and_its_exit_codes() {
        let root = tempfile::tempdir().unwrap();
        write_all(root.path()).unwrap();
        for name in ["sparrow", "sparrow-run", "sparrow-check", "sparrow-new", "sparrow-info"] {
            let text = fs::read_to_string(root.path().join(format!("{name}.1"))).unwrap();
            assert!(text.contains(".SH NAME"), "{name}");
        }
        let text = fs::read_to_string(root.path().join("sparrow-check.1")).unwrap();
        assert!(text.contains("Exit codes"), "{text}");
    }
}
