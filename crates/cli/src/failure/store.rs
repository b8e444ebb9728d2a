//! What a store could not do: the exit code and the hint of each.

use std::io;

use asof_query::command_line;
use asof_store::{FileFlaw, SizeLimit, StoreError};

use crate::words::{path_word, quoted_path};

/// What to look at where no server is within reach, or lets nobody in.
const CHECK_REACH: &str = "check the address, that the servers run, and what the environment has of credentials and certificates \
     (NATS_CREDS, or NATS_USER and NATS_PASSWORD; NATS_CA, NATS_CERT and NATS_KEY)";

/// Returns the exit code: 1 a draft that cannot be kept, 2 usage, 3 the log, 4 a conflict.
pub(super) fn exit_code(error: &StoreError) -> u8 {
    match error {
        StoreError::Conflict { .. }
        | StoreError::Diverged { .. }
        | StoreError::IdReused { .. }
        | StoreError::KeyReused { .. }
        | StoreError::Busy { .. } => 4,
        StoreError::NotCanonical { .. }
        | StoreError::Unwritable { .. }
        | StoreError::TooLarge { .. }
        | StoreError::AppendTooLarge { .. } => 1,
        StoreError::UnknownLocation(_) | StoreError::CredentialsInLocation => 2,
        StoreError::NotFound { .. }
        | StoreError::Exists { .. }
        | StoreError::IsFolder { .. }
        | StoreError::NotAFile { .. }
        | StoreError::Unreadable { .. }
        | StoreError::NotADatabase { .. }
        | StoreError::OtherDatabase { .. }
        | StoreError::NewerFormat { .. }
        | StoreError::NotWritable { .. }
        | StoreError::Full { .. }
        | StoreError::SeveralNames { .. }
        | StoreError::MountedAlone { .. }
        | StoreError::StrangeFileBeside { .. }
        | StoreError::AlteredSchema { .. }
        | StoreError::Replaced { .. }
        | StoreError::NoLongerHeld { .. }
        | StoreError::Indeterminate { .. }
        | StoreError::Poisoned { .. }
        | StoreError::Damaged { .. }
        | StoreError::ReadOnly
        | StoreError::Unsupported { .. }
        | StoreError::Unavailable { .. }
        | StoreError::OtherStream { .. }
        | StoreError::MessagesMissing { .. }
        | StoreError::LaterVersion { .. }
        | StoreError::CopyDiffers { .. }
        | StoreError::Unsynced { .. }
        | StoreError::Interrupted { .. }
        | StoreError::NoPlaceForCopies
        | StoreError::WithoutJetStream { .. }
        | StoreError::NoLogFound { .. }
        | StoreError::SeveralLogs { .. } => 3,
    }
}

/// Returns what to do about it, where the message does not say so itself.
pub(super) fn hint(error: &StoreError) -> Option<String> {
    let said = match error {
        StoreError::NoLogFound { .. }
        | StoreError::SeveralLogs { .. }
        | StoreError::NotFound { .. }
        | StoreError::Exists { .. }
        | StoreError::IsFolder { .. }
        | StoreError::NotAFile { .. }
        | StoreError::Unsupported { .. } => return place_hint(error),
        StoreError::NotADatabase { .. }
        | StoreError::OtherDatabase { .. }
        | StoreError::NewerFormat { .. }
        | StoreError::SeveralNames { .. }
        | StoreError::MountedAlone { .. }
        | StoreError::StrangeFileBeside { .. }
        | StoreError::AlteredSchema { .. } => return database_hint(error),
        StoreError::Unreadable { source, .. } if source.kind() == io::ErrorKind::InvalidData => {
            "pages of it are damaged: move it away, with the `-wal` and `-shm` beside it, and put back a sound copy"
        }
        StoreError::Unreadable { source, .. } if is_refused(source) => {
            "you may not read it: ask its owner for leave"
        }
        StoreError::NotWritable { source, .. } if is_refused(source) => {
            "you may not write there: `asof copy` makes a copy that is yours"
        }
        StoreError::Full { .. } => "make room, and run it again: the log is as it was",
        StoreError::Indeterminate { .. } | StoreError::Poisoned { .. } | StoreError::Replaced { .. } => {
            "run it again: what is in the log already is not written twice"
        }
        StoreError::Damaged { .. } => {
            "`asof check` lists what is wrong with it; put back a sound copy of the log"
        }
        StoreError::NoLongerHeld { .. } => {
            "run `asof check` on the log that is there now, then read it from the start"
        }
        StoreError::ReadOnly => "copy it, and append to the copy: `asof copy demo events/istanbul.jsonl`",
        StoreError::Busy { .. } => "run it again once the other writer is done",
        StoreError::Conflict { head, .. } => {
            return Some(format!(
                "`asof log --order recorded` shows what was added since; once that is taken into account, use --expect \
                 {head}"
            ));
        }
        StoreError::KeyReused { .. } => {
            "to change what it says, use `asof correct`; for another event, choose another key"
        }
        StoreError::IdReused { .. } => "leave the id out: the log makes one",
        StoreError::CredentialsInLocation
        | StoreError::Unavailable { .. }
        | StoreError::OtherStream { .. }
        | StoreError::MessagesMissing { .. }
        | StoreError::LaterVersion { .. }
        | StoreError::CopyDiffers { .. }
        | StoreError::Unsynced { .. }
        | StoreError::AppendTooLarge { .. }
        | StoreError::Interrupted { .. }
        | StoreError::NoPlaceForCopies
        | StoreError::WithoutJetStream { .. } => return stream_hint(error),
        StoreError::TooLarge { .. } => "keep long texts outside the log and cite them by `sources`",
        StoreError::Unreadable { .. }
        | StoreError::NotWritable { .. }
        | StoreError::Diverged { .. }
        | StoreError::NotCanonical { .. }
        | StoreError::Unwritable { .. }
        | StoreError::UnknownLocation(_) => return None,
    };
    Some(said.to_owned())
}

/// Returns what to do where there is no log, or something else.
fn place_hint(error: &StoreError) -> Option<String> {
    let said = match error {
        StoreError::NoLogFound { .. } => {
            "name one with --log, begin one with `asof init`, or look at the shipped record with `asof --log demo state`"
        }
        StoreError::SeveralLogs { .. } => "name one of them with --log",
        StoreError::NotFound { .. } => "mend the path, or begin a log there with `asof init`",
        StoreError::Exists { .. } => {
            "a log is begun once: name another place, or register a further negotiation in this one with `asof draft \
             registered/process`"
        }
        StoreError::IsFolder { .. } => "name the file in it that ends in .jsonl or .db",
        StoreError::NotAFile { .. } | StoreError::Unsupported { .. } => {
            "name a file that ends in .jsonl or .db"
        }
        _ => return None,
    };
    Some(said.to_owned())
}

/// Returns what to do where a file is no database that a log can be kept in.
fn database_hint(error: &StoreError) -> Option<String> {
    let said = match error {
        StoreError::NotADatabase { .. } => {
            "mend the path, or put back a sound copy of the log; JSON Lines are in files that end in .jsonl"
        }
        StoreError::OtherDatabase { .. } => "mend the path, or begin a log at another with `asof init`",
        StoreError::NewerFormat { .. } => "read it with the version of asof that wrote it, or a later one",
        StoreError::SeveralNames { path, .. } => {
            return Some(format!(
                "under each name a write-ahead log of its own would be kept, and events lost: keep one name (`find DIRECTORY \
                 -samefile {path}` lists them), or go on with a copy (`cp {path} COPY.db`)",
                path = quoted_path(path)
            ));
        }
        StoreError::MountedAlone { .. } => {
            "its write-ahead log would stay outside, and events be lost: mount the folder, never the file"
        }
        StoreError::StrangeFileBeside { flaw: FileFlaw::Hides(_), .. } => {
            "it was left by another database of this name or by an earlier state of it, or another program deleted the event: \
             while no program has the database open, move its `-wal` and `-shm` away, keep them, and run `asof check`"
        }
        StoreError::StrangeFileBeside { flaw: FileFlaw::Ahead(_), .. } => {
            "an earlier state of the database, or another one, was put in its place: put back the one to which the file belongs; \
             or, while no program has the database open, move its `-wal` and `-shm` away, keep them, and run `asof check`"
        }
        StoreError::StrangeFileBeside { flaw: FileFlaw::Undoes, .. } => {
            "another program writes to the database, or was stopped while it did, or the file was left by another database \
             of this name: if no program has the database open, move the file away, keep it, and run `asof check`"
        }
        StoreError::StrangeFileBeside { flaw: FileFlaw::Left, .. } => {
            "the database may have been moved away without it, and its last events may be in it: put it beside that one, or \
             move it away, once no program has that one open"
        }
        StoreError::StrangeFileBeside { flaw: FileFlaw::NotAFile, .. } => {
            "SQLite keeps a file of its own under that name: move away what is there"
        }
        StoreError::AlteredSchema { path, .. } => {
            return Some(format!(
                "another program changed it: `{}` makes a log of the events in it, if they can still be \
                 read",
                command_line(&["copy", &path.display().to_string(), "NEW.db"])
            ));
        }
        _ => return None,
    };
    Some(said.to_owned())
}

fn is_refused(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem)
}

/// Returns what to do where a stream did not do what it was asked.
fn stream_hint(error: &StoreError) -> Option<String> {
    let said = match error {
        StoreError::Unavailable { copy: Some(copy), .. } => {
            return Some(format!("{CHECK_REACH}; to read without them, use --log {}", quoted_path(copy)));
        }
        StoreError::Unavailable { copy: None, .. } => CHECK_REACH,
        StoreError::OtherStream { .. } => {
            "mend the address, or begin a log in another stream with `asof init`; if this is the log, give its stream its \
             one subject back"
        }
        StoreError::MessagesMissing { location, copy: Some(copy), .. } => {
            return Some(format!(
                "the servers no longer have them; the local copy may: look at it with `{}`, and take it over into a \
                 new stream with `{}`",
                command_line(&["--log", &path_word(&copy.display().to_string()), "check"]),
                command_line(&["copy", &copy.display().to_string(), &format!("{location}-2")])
            ));
        }
        StoreError::MessagesMissing { copy: None, .. } => {
            "the servers no longer have them. Every machine that has read the log keeps a local copy (in ASOF_COPIES, else \
             ~/.local/share/asof/copies): copy one into a new stream with `asof copy`"
        }
        StoreError::CopyDiffers { copy, .. } => {
            return Some(format!(
                "the stream was created again, or the copy was written to: move `{}` away, with the `-wal` and `-shm` \
                 beside it, and it is made anew",
                copy.display()
            ));
        }
        StoreError::Unsynced { .. } => {
            "mend the settings of the stream, or write all the same with --allow-unsynced"
        }
        StoreError::Interrupted { .. } => "run it again: it goes on from there",
        StoreError::NoPlaceForCopies => "set ASOF_COPIES to a folder that is yours",
        StoreError::WithoutJetStream { .. } => {
            "build it in: cargo install --path crates/cli --features jetstream"
        }
        StoreError::CredentialsInLocation => {
            "put them into NATS_CREDS, the path of a file, or into NATS_USER and NATS_PASSWORD"
        }
        StoreError::LaterVersion { .. } => {
            "append with the version that wrote it, or a later one; `asof --version` names this one"
        }
        StoreError::AppendTooLarge { by: SizeLimit::MaxPayload, .. } => {
            "append it in parts, or let the servers take larger messages (max_payload)"
        }
        StoreError::AppendTooLarge { by: SizeLimit::MaxMsgSize, .. } => {
            "append it in parts, or let the stream take larger messages: nats stream edit STREAM --max-msg-size BYTES"
        }
        _ => return None,
    };
    Some(said.to_owned())
}
