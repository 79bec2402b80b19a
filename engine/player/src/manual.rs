//! `sparrow completions` and `sparrow man`, written from the command line's own description.

use crate::{
    args::Cli,
    check::print_out,
    exit::Exit,
    tool_args::{CompletionsArgs, ManArgs},
};
use clap::{Command, CommandFactory};
use std::{fs, io, path::Path};

/// Options of `run` that say nothing in `profile`, which measures anyway and has its own ways to end. They stay accepted.
const NOT_OF_PROFILE: [&str; 7] = ["headless", "stats", "restarts", "watch", "console", "limits", "inspect"];

/// The command line, with the help of `profile` where options of `run` mean something else there.
pub(crate) fn command() -> Command {
    Cli::command().mut_subcommand("profile", |profile| {
        let frames = "Stop after N frames [default: 600]";
        let clock =
            "Which time the game sees; real: frames come at a display's pace, and intervals say something";
        let profile = profile.mut_arg("frames", |arg| arg.help(frames).long_help(None::<&str>));
        let profile = profile.mut_arg("clock", |arg| arg.help(clock).long_help(None::<&str>));
        NOT_OF_PROFILE.into_iter().fold(profile, |profile, name| profile.mut_arg(name, |arg| arg.hide(true)))
    })
}

/// Prints the completions of a shell.
pub(crate) fn completions(args: &CompletionsArgs) -> Exit {
    let mut text = Vec::new();
    clap_complete::generate(args.shell, &mut command(), "sparrow", &mut text);
    print_out(&String::from_utf8_lossy(&text));
    Exit::ok()
}

/// Prints the page of the program, or writes all pages.
pub(crate) fn man(args: &ManArgs) -> Exit {
    let done = match &args.out {
        Some(folder) => write_all(folder),
        None => page(&command()).map(|page| print_out(&String::from_utf8_lossy(&page))),
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
    let mut program = command();
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
    fn profile_says_what_its_options_mean_there() {
        let mut program = command();
        program.build();
        let profile = program.find_subcommand_mut("profile").unwrap();
        let help = profile.render_long_help().to_string();
        assert!(help.contains("600") && help.contains("display's"), "{help}");
        assert!(!help.contains("No window: virtual time"), "{help}");
        let asked =
            command().try_get_matches_from(["sparrow", "profile", "g", "--headless", "--frames", "3"]);
        assert!(asked.is_ok(), "{asked:?}");
    }

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
