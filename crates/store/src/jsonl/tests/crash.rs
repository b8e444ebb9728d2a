//! The power fails: of what was not synced, a beginning is left, or that with zeros behind it.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex};

use crate::jsonl::disk::{Disk, SystemDisk};
use crate::jsonl::tests::draft;
use crate::{ALL, EventLog, Expected, JsonlLog};

/// What was asked of a disk, in order.
#[derive(Clone)]
enum Asked {
    Write(Vec<u8>),
    Sync,
    CutOff(usize),
    /// An append was acknowledged: the log holds events up to here.
    Acknowledged(u64),
}

/// A disk that remembers what it was asked.
struct Remembering(Arc<Mutex<Vec<Asked>>>);

impl Remembering {
    fn remember(&self, asked: Asked) {
        self.0.lock().unwrap().push(asked);
    }
}

impl Disk for Remembering {
    fn write(&mut self, file: &mut File, bytes: &[u8]) -> io::Result<()> {
        self.remember(Asked::Write(bytes.to_vec()));
        SystemDisk.write(file, bytes)
    }

    fn sync(&mut self, file: &File) -> io::Result<()> {
        self.remember(Asked::Sync);
        SystemDisk.sync(file)
    }

    fn cut_off(&mut self, file: &File, len: u64) -> io::Result<()> {
        self.remember(Asked::CutOff(usize::try_from(len).unwrap()));
        SystemDisk.cut_off(file, len)
    }
}

/// Appends three times, the second time behind a fragment; returns what the disk was asked.
fn appends(path: &Path) -> Vec<Asked> {
    let asked = Arc::new(Mutex::new(Vec::new()));
    let mut head = 0;
    for keys in [&["a", "b"][..], &["c", "d", "e"], &["f"]] {
        if head == 2 {
            let torn = fs::read(path).unwrap()[..40].to_vec();
            fs::write(path, [fs::read(path).unwrap(), torn.clone()].concat()).unwrap();
            // Somebody else's, and as durable as can be.
            asked.lock().unwrap().extend([Asked::Write(torn), Asked::Sync]);
        }
        let mut log = JsonlLog::open_or_create(path).unwrap();
        log.disk = Box::new(Remembering(Arc::clone(&asked)));
        let batch: Vec<_> = keys.iter().map(|key| draft(key)).collect();
        head = log.append(&batch, Expected::Any).unwrap().head;
        asked.lock().unwrap().push(Asked::Acknowledged(head));
    }
    let asked = asked.lock().unwrap();
    asked.clone()
}

/// Returns what the file may hold after the power failed, with the events that were acknowledged until then.
fn images(asked: &[Asked]) -> BTreeSet<(Vec<u8>, u64)> {
    let (mut synced, mut written, mut acknowledged) = (Vec::new(), Vec::new(), 0);
    let mut images = BTreeSet::new();
    for asked in asked {
        match asked {
            Asked::Write(bytes) => written.extend_from_slice(bytes),
            Asked::Sync => synced.clone_from(&written),
            Asked::CutOff(len) => {
                images.insert((synced.clone(), acknowledged));
                written.truncate(*len);
                synced.clone_from(&written);
            }
            Asked::Acknowledged(head) => acknowledged = *head,
        }
        for cut in synced.len()..=written.len() {
            images.insert((written[..cut].to_vec(), acknowledged));
            if cut % 8 == 0 {
                let zeros = vec![0; written.len() - cut];
                images.insert(([&written[..cut], &zeros].concat(), acknowledged));
            }
        }
    }
    images
}

#[test]
fn what_was_acknowledged_outlives_the_power_failing_at_any_moment_and_any_byte() {
    let folder = tempfile::tempdir().unwrap();
    let asked = appends(&folder.path().join("log.jsonl"));
    let images = images(&asked);
    assert!(images.len() > 900, "{} images", images.len());
    let path = folder.path().join("image.jsonl");
    for (image, acknowledged) in images {
        fs::write(&path, &image).unwrap();
        let mut log = JsonlLog::open(&path).unwrap();
        let contents = log.read(ALL).unwrap();
        assert!(contents.faults().is_empty(), "{:?}", contents.faults());
        let head = contents.head();
        assert!(head >= acknowledged, "{head} of {acknowledged} events left");
        assert!([0, 2, 5, 6].contains(&head), "all of an append or nothing: {head}");
        let keys: String = contents.events().iter().map(|event| event.draft.key.to_string()).collect();
        assert_eq!(keys, "abcdef"[..keys.len()]);

        let receipt = log.append(&[draft("z")], Expected::Head(head)).unwrap();
        let fragment = receipt.set_aside.map(|set_aside| set_aside.fragment);
        assert_eq!(fragment.is_some(), contents.unfinished().is_some());
        let held = [contents.to_text().into_bytes(), fragment.unwrap_or_default()].concat();
        assert!(held == image || held == [&image[..], b"\n"].concat(), "no byte is lost");
        let after = log.read(ALL).unwrap();
        assert!(after.damage().is_empty() && after.faults().is_empty());
        assert_eq!(after.head(), head + 1);
    }
}
