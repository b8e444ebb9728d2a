//! Who has shown the token in a browser: a cookie stands for it, for as long as a day of work.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How long a session lasts.
const LASTS: Duration = Duration::from_secs(12 * 60 * 60);

/// How many sessions there are at once; the one that ends next makes room.
const MOST: usize = 256;

/// The name of the cookie.
const COOKIE: &str = "asof";

/// The sessions of a server; they end with it.
#[derive(Debug, Default)]
pub(crate) struct Sessions(Mutex<HashMap<String, Session>>);

/// Somebody who has shown the token.
#[derive(Debug, Clone)]
pub(crate) struct Session {
    /// What a form of this session sends along, and no page of another site knows.
    pub(crate) secret: String,
    ends: Instant,
}

impl Sessions {
    /// Begins a session; returns the cookie for it, to be sent to pages below a path.
    pub(crate) fn begin(&self, path: &str) -> Option<String> {
        let (id, secret) = (random()?, random()?);
        let mut sessions = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        sessions.retain(|_, session| session.ends > now);
        if sessions.len() >= MOST {
            let next = sessions.iter().min_by_key(|(_, session)| session.ends).map(|(id, _)| id.clone());
            next.map(|id| sessions.remove(&id));
        }
        sessions.insert(id.clone(), Session { secret, ends: now + LASTS });
        let age = LASTS.as_secs();
        Some(format!("{COOKIE}={id}; HttpOnly; SameSite=Strict; Path={path}; Max-Age={age}"))
    }

    /// Returns the session of a request by its cookies.
    pub(crate) fn of(&self, cookies: Option<&str>) -> Option<Session> {
        let pairs = cookies?.split(';').filter_map(|pair| pair.trim().split_once('='));
        let id = pairs.into_iter().find(|(name, _)| *name == COOKIE)?.1;
        let sessions = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        sessions.get(id).filter(|session| session.ends > Instant::now()).cloned()
    }
}

/// Returns 32 hexadecimal digits that nobody can guess.
fn random() -> Option<String> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).ok()?;
    Some(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_leads_to_its_own_session() {
        let sessions = Sessions::default();
        let [one, other] = [(); 2].map(|()| sessions.begin("/talks/").unwrap());
        assert!(one.contains("; HttpOnly; SameSite=Strict; Path=/talks/; "));
        let cookie = |cookie: &str| cookie.split(';').next().unwrap().to_owned();
        let found = sessions.of(Some(&format!("a=b; {}", cookie(&one)))).unwrap();
        assert_ne!(found.secret, sessions.of(Some(&cookie(&other))).unwrap().secret);
        for wrong in [None, Some(""), Some("asof="), Some("asof=0"), Some("asof")] {
            assert!(sessions.of(wrong).is_none());
        }
    }

    #[test]
    fn so_many_sessions_there_are_at_once() {
        let sessions = Sessions::default();
        for _ in 0..MOST + 10 {
            sessions.begin("/").unwrap();
        }
        assert_eq!(sessions.0.lock().unwrap().len(), MOST);
    }
}
