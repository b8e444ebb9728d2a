//! A terminal in memory in which the program runs: what a person sees there, and what they type.

use std::io::{Read, Write};
use std::process::Command;
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::thread;
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

/// How long anything may take to be seen.
const PATIENCE: Duration = Duration::from_secs(10);

/// What a program asks a terminal with for the place of the cursor.
const WHERE_IS_THE_CURSOR: &[u8] = b"\x1b[6n";

/// A program in a terminal.
pub(crate) struct Terminal {
    master: Box<dyn MasterPty + Send>,
    child: Box<dyn Child + Send + Sync>,
    keys: Keys,
    seen: Arc<Seen>,
    /// How the terminal treats its lines before the program changes that.
    lines: String,
}

type Keys = Arc<Mutex<Box<dyn Write + Send>>>;

struct Seen {
    screen: Mutex<Screen>,
    changed: Condvar,
}

struct Screen {
    parser: vt100::Parser,
    /// All that was written to it.
    written: Vec<u8>,
    has_ended: bool,
}

impl Terminal {
    /// Runs the program in a terminal of so many columns and lines.
    pub(crate) fn of(program: &Command, (columns, lines): (u16, u16)) -> Self {
        let mut command = CommandBuilder::new(program.get_program());
        command.args(program.get_args());
        command.cwd(program.get_current_dir().expect("a folder to work in"));
        command.env_clear();
        let given = program.get_envs().filter_map(|(name, value)| Some((name, value?)));
        given.for_each(|(name, value)| command.env(name, value));
        command.env("TERM", "xterm");
        command.env("NO_COLOR", "1");
        command.env("ASOF_PAGER", "cat");
        Self::run(command, PtySize { rows: lines, cols: columns, ..PtySize::default() })
    }

    fn run(command: CommandBuilder, size: PtySize) -> Self {
        let pair = native_pty_system().openpty(size).expect("a pseudo-terminal");
        let lines = line_discipline(&*pair.master);
        let reader = pair.master.try_clone_reader().expect("its output");
        let keys: Keys = Arc::new(Mutex::new(pair.master.take_writer().expect("its keys")));
        let parser = vt100::Parser::new(size.rows, size.cols, 0);
        let screen = Mutex::new(Screen { parser, written: Vec::new(), has_ended: false });
        let seen = Arc::new(Seen { screen, changed: Condvar::new() });
        let child = pair.slave.spawn_command(command).expect("the program starts");
        let (shown, answers) = (Arc::clone(&seen), Arc::clone(&keys));
        thread::spawn(move || shown.follow(reader, &answers));
        // The slave ends here, so that the output ends with the program.
        Self { master: pair.master, child, keys, seen, lines }
    }

    /// Waits until the screen shows a text.
    #[track_caller]
    pub(crate) fn wait_for(&self, text: &str) {
        let shown = self.seen.until(|screen| screen.text().contains(text) || screen.has_ended);
        assert!(shown.text().contains(text), "`{text}` is not shown:\n{}", shown.text());
    }

    /// Returns what the screen shows.
    pub(crate) fn screen(&self) -> String {
        self.seen.lock().text()
    }

    /// Returns all that was written to the terminal.
    pub(crate) fn written(&self) -> String {
        String::from_utf8_lossy(&self.seen.lock().written).into_owned()
    }

    /// Types a text; `\r` is Enter.
    pub(crate) fn type_in(&self, text: &str) {
        let mut keys = self.keys.lock().expect("nobody failed while typing");
        // A program that has ended takes none, which the test sees by its screen.
        let _ = keys.write_all(text.as_bytes()).and_then(|()| keys.flush());
    }

    /// Types Ctrl-C.
    pub(crate) fn interrupt(&self) {
        self.type_in("\x03");
    }

    /// Sends a signal to the program.
    pub(crate) fn signal(&self, name: &str) {
        let id = self.child.process_id().expect("a process").to_string();
        let sent = Command::new("kill").args(["-s", name, &id]).status().expect("kill starts");
        assert!(sent.success(), "kill -s {name} {id}");
    }

    /// Waits until the program ends; returns its exit code, or that of a shell if a signal ended it.
    #[track_caller]
    pub(crate) fn end(&mut self) -> u32 {
        let shown = self.seen.until(|screen| screen.has_ended);
        assert!(shown.has_ended, "it goes on:\n{}", shown.text());
        drop(shown);
        let status = self.child.wait().expect("an exit status");
        assert_eq!(status.signal(), None, "{}", self.screen());
        status.exit_code()
    }

    /// Asserts that the terminal is as the program found it: it shows the cursor, and reads whole lines.
    #[track_caller]
    pub(crate) fn assert_restored(&self) {
        let screen = self.seen.lock();
        assert!(!screen.parser.screen().hide_cursor(), "the cursor is hidden");
        assert!(!screen.parser.screen().bracketed_paste(), "pasted text is bracketed");
        assert_eq!(line_discipline(&*self.master), self.lines);
    }
}

/// Returns how a terminal treats its lines.
fn line_discipline(master: &dyn MasterPty) -> String {
    master.get_termios().map_or(String::new(), |modes| {
        format!("{:?} {:?} {:?}", modes.input_flags, modes.output_flags, modes.local_flags)
    })
}

impl Seen {
    fn lock(&self) -> MutexGuard<'_, Screen> {
        self.screen.lock().expect("nobody failed while looking")
    }

    /// Waits until something is seen, or for as long as anybody would.
    fn until(&self, is_seen: impl Fn(&Screen) -> bool) -> MutexGuard<'_, Screen> {
        let end = Instant::now() + PATIENCE;
        let mut screen = self.lock();
        while !is_seen(&screen) {
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() {
                break;
            }
            screen = self.changed.wait_timeout(screen, left).expect("nobody failed while looking").0;
        }
        screen
    }

    /// Shows what the program writes, until it ends.
    fn follow(&self, mut output: Box<dyn Read + Send>, keys: &Keys) {
        let mut bytes = [0; 4096];
        while let Ok(count) = output.read(&mut bytes) {
            if count == 0 {
                break;
            }
            let mut screen = self.lock();
            screen.parser.process(&bytes[..count]);
            screen.written.extend(&bytes[..count]);
            let asks =
                bytes[..count].windows(WHERE_IS_THE_CURSOR.len()).any(|part| part == WHERE_IS_THE_CURSOR);
            if asks {
                let (row, column) = screen.parser.screen().cursor_position();
                let answer = format!("\x1b[{};{}R", row + 1, column + 1);
                let _ = keys.lock().expect("nobody failed while typing").write_all(answer.as_bytes());
            }
            drop(screen);
            self.changed.notify_all();
        }
        self.lock().has_ended = true;
        self.changed.notify_all();
    }
}

impl Screen {
    fn text(&self) -> String {
        let text = self.parser.screen().contents();
        text.lines().map(|line| format!("{}\n", line.trim_end())).collect()
    }
}
