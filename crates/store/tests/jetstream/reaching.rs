//! Reaching servers that start late, and those that let nobody in.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::thread;
use std::time::{Duration, Instant};

use asof_store::{EventLog, Expected, JetStreamLog, Reach, StoreError};

use crate::cluster::Cluster;
use crate::support::{body, sound};

#[test]
#[ignore = "needs nats-server"]
fn servers_that_start_later_are_waited_for() {
    let mut cluster = Cluster::start();
    let mut log = cluster.log("LATE", "late");
    log.append(&[body("a", "A")], Expected::Any).unwrap();
    drop(log);
    (0..3).for_each(|number| cluster.kill(number));
    let (address, reach) = (cluster.address("LATE"), cluster.reach("late"));
    let begun = Instant::now();
    let opening = thread::spawn(move || JetStreamLog::open(&address, &reach).map(|log| sound(&log).head()));
    thread::sleep(Duration::from_secs(10));
    (0..3).for_each(|number| cluster.start_node(number));
    assert_eq!(opening.join().unwrap().unwrap(), 1);
    println!("servers that started after 10 s were reached after {:?}", begun.elapsed());
}

#[test]
fn nobody_is_waited_for_longer_than_was_said() {
    // A port on which nobody listens, and one behind which nobody says a word.
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let folder = tempfile::tempdir().unwrap();
    for port in [free, silent.local_addr().unwrap().port()] {
        let reach = Reach {
            copies: Some(folder.path().to_owned()),
            patience: Duration::from_secs(2),
            ..Reach::default()
        };
        let begun = Instant::now();
        let refused = JetStreamLog::open(&format!("nats://127.0.0.1:{port}/X").parse().unwrap(), &reach);
        assert!(matches!(refused, Err(StoreError::Unavailable { .. })));
        let waited = begun.elapsed();
        assert!((Duration::from_millis(1500)..Duration::from_millis(2500)).contains(&waited), "{waited:?}");
    }
}

#[test]
fn who_is_not_let_in_is_told_at_once() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let info = r#"INFO {"server_id":"s","server_name":"s","version":"2.10.0","proto":1,"host":"127.0.0.1","port":1,"max_payload":1048576,"auth_required":true}"#;
            stream.write_all(format!("{info}\r\n").as_bytes()).unwrap();
            let mut line = String::new();
            BufReader::new(stream.try_clone().unwrap()).read_line(&mut line).unwrap();
            stream.write_all(b"-ERR 'Authorization Violation'\r\n").unwrap();
        }
    });
    let folder = tempfile::tempdir().unwrap();
    let reach = Reach { copies: Some(folder.path().to_owned()), ..Reach::default() };
    let begun = Instant::now();
    let refused =
        JetStreamLog::open(&format!("nats://127.0.0.1:{port}/X").parse().unwrap(), &reach).unwrap_err();
    let StoreError::Unavailable { source, .. } = &refused else { panic!("{refused}") };
    assert!(source.to_string().contains("authorization violation"), "{source}");
    assert!(begun.elapsed() < Duration::from_secs(3), "{:?}", begun.elapsed());
}
