//! What a store could not do: the exit code and the hint of each.

use std::io;

use asof_query::command_line;
use asof_store::{FileFlaw, SizeLimit, StoreError};

use crate::words::{path_word, quoted_path};

/// What to look at where no server is within reach, or lets nobody in.
const CHECK_REACH: &str = "check the address, whether the servers are running, and the credentials and certificates \
     in the environment (NATS_CREDS, or NATS_USER and NATS_PASSWORD; NATS_CA, NATS_CERT and NATS_KEY)";

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
            "some of its pages are damaged: move it away together with its `-wal` and `-shm` files, and restore an \
                 intact copy"
        }
        StoreError::Unreadable { source, .. } if is_refused(source) => {
            "you do not have permission to read it: ask its owner"
        }
        StoreError::NotWritable { source, .. } if is_refused(source) => {
            "you do not have permission to write there: `asof copy` makes a copy of your own"
        }
        StoreError::Full { .. } => "free some space and run it again: the log is unchanged",
        StoreError::Indeterminate { .. } | StoreError::Poisoned { .. } | StoreError::Replaced { .. } => {
            "run it again: nothing already in the log is written twice"
        }
        StoreError::Damaged { .. } => {
            "`asof check` lists what is wrong with it; restore an intact copy of the log"
        }
        StoreError::NoLongerHeld { .. } => "run `asof check` on the current log, then read it from the start",
        StoreError::ReadOnly => "copy it, and append to the copy: `asof copy demo events/istanbul.jsonl`",
        StoreError::Busy { .. } => "run it again when the other writer is done",
        StoreError::Conflict { head, .. } => {
            return Some(format!(
                "`asof log --order recorded` shows what was added since; when you have taken it into account, use \
                 --expect {head}"
            ));
        }
        StoreError::KeyReused { .. } => {
            "to change what it says, use `asof correct`; for another event, choose another key"
        }
        StoreError::IdReused { .. } => "leave out the id: the log creates one",
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
        StoreError::TooLarge { .. } => "keep long texts outside the log and cite them in `sources`",
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
            "name one with --log, create one with `asof init`, or look at the demo record with `asof --log demo state`"
        }
        StoreError::SeveralLogs { .. } => "name one of them with --log",
        StoreError::NotFound { .. } => "fix the path, or create a log there with `asof init`",
        StoreError::Exists { .. } => {
            "a log can be created only once: name another place, or add another negotiation to this log with `asof \
             draft registered/process`"
        }
        StoreError::IsFolder { .. } => "name a file in it that ends in .jsonl or .db",
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
            "fix the path, or restore an intact copy of the log; a JSON Lines file must end in .jsonl"
        }
        StoreError::OtherDatabase { .. } => "fix the path, or create a log at another path with `asof init`",
        StoreError::NewerFormat { .. } => {
            "read it with the version of asof that wrote it, or with a later one"
        }
        StoreError::SeveralNames { path, .. } => {
            return Some(format!(
                "each name would get its own write-ahead log, and events would be lost: keep one name (`find \
                 DIRECTORY -samefile {path}` lists them), or continue with a copy (`cp {path} COPY.db`)",
                path = quoted_path(path)
            ));
        }
        StoreError::MountedAlone { .. } => {
            "its write-ahead log would stay outside, and events would be lost: mount the folder, not the file"
        }
        StoreError::StrangeFileBeside { flaw: FileFlaw::Hides(_), .. } => {
            "it was left by another database of this name or by an earlier state of this one, or another program \
             deleted the event: while no program has the database open, move its `-wal` and `-shm` files away, keep \
             them, and run `asof check`"
        }
        StoreError::StrangeFileBeside { flaw: FileFlaw::Ahead(_), .. } => {
            "the database was replaced by an earlier state of it or by another one: restore the database this file \
             belongs to; or, while no program has the database open, move its `-wal` and `-shm` files away, keep \
             them, and run `asof check`"
        }
        StoreError::StrangeFileBeside { flaw: FileFlaw::Undoes, .. } => {
            "another program is writing to the database, or was stopped while writing, or the file was left by \
             another database of this name: if no program has the database open, move the file away, keep it, and \
             run `asof check`"
        }
        StoreError::StrangeFileBeside { flaw: FileFlaw::Left, .. } => {
            "its database may have been moved away without it, and this file may contain the last events: once no \
             program has that database open, put the file next to it, or move it away"
        }
        StoreError::StrangeFileBeside { flaw: FileFlaw::NotAFile, .. } => {
            "SQLite needs that name for its own file: move away what is there"
        }
        StoreError::AlteredSchema { path, .. } => {
            return Some(format!(
                "another program changed it: `{}` creates a new log from its events, if they can still be read",
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
            return Some(format!(
                "{CHECK_REACH}; to read without the servers, use --log {}",
                quoted_path(copy)
            ));
        }
        StoreError::Unavailable { copy: None, .. } => CHECK_REACH,
        StoreError::OtherStream { .. } => {
            "fix the address, or create a log in another stream with `asof init`; if this is the log, set its stream \
             back to its single subject"
        }
        StoreError::MessagesMissing { location, copy: Some(copy), .. } => {
            return Some(format!(
                "the servers no longer have them, but the local copy may: check it with `{}`, and copy it to a new \
                 stream with `{}`",
                command_line(&["--log", &path_word(&copy.display().to_string()), "check"]),
                command_line(&["copy", &copy.display().to_string(), &format!("{location}-2")])
            ));
        }
        StoreError::MessagesMissing { copy: None, .. } => {
            "the servers no longer have them. Every machine that has read the log keeps a local copy (in ASOF_COPIES, \
             or in ~/.local/share/asof/copies if that is not set): copy one to a new stream with `asof copy`"
        }
        StoreError::CopyDiffers { copy, .. } => {
            return Some(format!(
                "the stream was recreated, or the copy was changed: move `{}` away together with its `-wal` and \
                 `-shm` files, and it will be created again",
                copy.display()
            ));
        }
        StoreError::Unsynced { .. } => "fix the stream settings, or write anyway with --allow-unsynced",
        StoreError::Interrupted { .. } => "run it again: it continues from there",
        StoreError::NoPlaceForCopies => "set ASOF_COPIES to a folder you can write to",
        StoreError::WithoutJetStream { .. } => {
            "install with JetStream: cargo install --path crates/cli --features jetstream"
        }
        StoreError::CredentialsInLocation => {
            "put them into a file named by NATS_CREDS, or into NATS_USER and NATS_PASSWORD"
        }
        StoreError::LaterVersion { .. } => {
            "append with the version that wrote it, or with a later one; `asof --version` shows this one"
        }
        StoreError::AppendTooLarge { by: SizeLimit::MaxPayload, .. } => {
            "append it in parts, or allow larger messages on the servers (max_payload)"
        }
        StoreError::AppendTooLarge { by: SizeLimit::MaxMsgSize, .. } => {
            "append it in parts, or allow larger messages in the stream: nats stream edit STREAM --max-msg-size BYTES"
        }
        _ => return None,
    };
    Some(said.to_owned())
}
