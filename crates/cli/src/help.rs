//! The help of the program: its commands stand under headings of what they are for.

use std::ffi::OsString;
use std::fmt::Write;

use clap::{Args as _, Command, CommandFactory};
use textwrap::Options;

use crate::args::Args;
use crate::commands::HEADINGS;
use crate::global::Global;
use crate::terminal::width;

const AFTER: &str = "\
A date is a day (2025-05-24), round:2, today, first, last, the key of an event, or one of these with an offset \
('round:2 - 1d'). `asof help COMMAND` says more about a command. To look around without a log of your own:

  asof --log demo known 2025-05-24";

/// Returns the command line with every command and option, for the manual.
pub fn command() -> Command {
    shown(declared())
}

/// Shows everywhere what the short help leaves out.
fn shown(command: Command) -> Command {
    command.mut_args(|arg| arg.hide_short_help(false)).mut_subcommands(shown)
}

fn declared() -> Command {
    Args::command().after_help(AFTER)
}

/// Returns the command line with those commands alone that are among the words, without help.
///
/// Arguments that it can read are read alike by the whole command line. That takes several times as long to make: clap
/// gives every global option to every command that it knows.
pub(crate) fn named_in(words: &[OsString]) -> Command {
    let declared = declared();
    let is_named = |command: &&Command| words.iter().any(|word| word == command.get_name());
    Global::augment_args(Command::new("asof"))
        .subcommands(declared.get_subcommands().filter(is_named).cloned())
}

/// Returns the whole command line as it is read and as its help is shown.
///
/// clap lists commands under one heading only: they are hidden from its list and stand in one of our own.
pub(crate) fn grouped() -> Command {
    let declared = declared();
    let listing = listing(&declared, width());
    declared
        .mut_subcommands(|command| command.hide(true))
        .override_usage("asof [OPTIONS] <COMMAND>")
        .help_template(format!(
            "{{about-with-newline}}\n{{usage-heading}} {{usage}}\n\n{listing}{{all-args}}{{after-help}}"
        ))
}

/// Returns the commands with what they do, under the headings.
fn listing(command: &Command, width: usize) -> String {
    let (header, literal) = (command.get_styles().get_header(), command.get_styles().get_literal());
    let longest = command.get_subcommands().map(|command| command.get_name().len()).max().unwrap_or_default();
    let mut listing = String::new();
    for heading in HEADINGS {
        let _ = writeln!(listing, "{header}{heading}:{header:#}");
        for command in under(command, heading) {
            let name = command.get_name();
            let first = format!("  {literal}{name}{literal:#}{} ", " ".repeat(longest + 1 - name.len()));
            let about = command.get_about().map(ToString::to_string).unwrap_or_default();
            let hanging = " ".repeat(longest + 4);
            let lines = textwrap::wrap(&about, Options::new(width - hanging.len()));
            let _ = writeln!(listing, "{first}{}", lines.join(&format!("\n{hanging}")));
        }
        listing.push('\n');
    }
    listing
}

/// Returns the commands that stand under a heading, in the order in which they are declared.
fn under<'c>(command: &'c Command, heading: &'c str) -> impl Iterator<Item = &'c Command> {
    command.get_subcommands().filter(move |command| command.get_subcommand_help_heading() == Some(heading))
}

#[cfg(test)]
mod tests {
    use clap::FromArgMatches;

    use super::*;

    #[test]
    fn every_command_stands_under_one_of_the_headings() {
        let command = command();
        let lost: Vec<&str> = command
            .get_subcommands()
            .filter(|command| !command.get_subcommand_help_heading().is_some_and(|h| HEADINGS.contains(&h)))
            .map(Command::get_name)
            .collect();
        assert_eq!(lost, [] as [&str; 0], "name their heading in commands/mod.rs");
    }

    #[test]
    fn no_heading_is_without_commands() {
        let command = command();
        for heading in HEADINGS {
            assert!(under(&command, heading).next().is_some(), "{heading}");
        }
    }

    #[test]
    fn every_global_option_stands_under_a_heading_of_its_own() {
        let command = command();
        let lost: Vec<_> = command
            .get_arguments()
            .filter(|option| option.is_global_set() && option.get_help_heading().is_none())
            .map(|option| option.get_id().to_string())
            .collect();
        assert_eq!(lost, [] as [&str; 0], "give them a help_heading in global.rs");
    }

    #[test]
    fn what_is_read_by_the_commands_named_is_what_is_read_by_all() {
        let read = |mut command: Command, line: &str| {
            let matches = command.try_get_matches_from_mut(line.split(' ')).ok()?;
            Some(format!("{:?}", Args::from_arg_matches(&matches).ok()?))
        };
        let mut read_at_once = 0;
        for line in LINES {
            let words: Vec<OsString> = line.split(' ').map(OsString::from).collect();
            let narrow = read(named_in(&words), line);
            read_at_once += usize::from(narrow.is_some());
            assert!(narrow.is_none() || narrow == read(grouped(), line), "{line}");
        }
        assert_eq!(read_at_once, 9);
    }

    /// Lines of which all but the last six can be read.
    const LINES: [&str; 15] = [
        "asof known 2025-05-24",
        "asof --log demo state 2025-05-24 --only commitments,positions --format json",
        "asof --log known state -v",
        "asof state known",
        "asof log 2025-05-16..2025-06-02 --process state --oneline",
        "asof snapshot record a --at round:2",
        "asof completions bash",
        "asof -o state diff round:1 round:2",
        "asof check --strict",
        "asof",
        "asof help known",
        "asof known --help",
        "asof --version",
        "asof knwon 2025-05-24",
        "asof known 2025-05-24 state",
    ];

    #[test]
    fn the_declaration_is_sound() {
        command().debug_assert();
        named_in(&["asof", "known", "snapshot"].map(OsString::from)).debug_assert();
        grouped().debug_assert();
    }
}
