//! What whoever appends has to know.

use std::fs;
use std::io;
use std::path::Path;

use sha2::{Digest, Sha256};

/// The fewest characters of a token: so many cannot be guessed.
const FEWEST: usize = 32;

/// A secret that is never shown; what is kept of it is its SHA-256.
#[derive(Clone)]
pub struct Token([u8; 32]);

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token")
    }
}

/// Why a file has no token.
#[derive(Debug, thiserror::Error)]
pub enum TokenError {
    /// It cannot be read.
    #[error(transparent)]
    Unreadable(#[from] io::Error),
    /// Others may read it.
    #[error("others may read it: `chmod 600` it")]
    Open,
    /// It is too short.
    #[error("it holds {0} characters: a token has {FEWEST} or more, as `openssl rand -hex 32` prints them")]
    Short(usize),
    /// It holds spaces, or what a header cannot have.
    #[error("a token is one word of letters, digits and -._~+/=")]
    NoWord,
}

impl Token {
    /// Reads a token from a file that nobody else may read.
    ///
    /// # Errors
    ///
    /// The file cannot be read, others may read it, or it holds no token.
    pub fn read(path: &Path) -> Result<Self, TokenError> {
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            if fs::metadata(path)?.permissions().mode() & 0o077 != 0 {
                return Err(TokenError::Open);
            }
        }
        Self::of(fs::read_to_string(path)?.trim())
    }

    /// Returns the token that a text is.
    ///
    /// # Errors
    ///
    /// It is too short or more than one word.
    pub fn of(text: &str) -> Result<Self, TokenError> {
        if !text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~+/=".contains(&byte)) {
            return Err(TokenError::NoWord);
        }
        match text.len() {
            short if short < FEWEST => Err(TokenError::Short(short)),
            _ => Ok(Self(Sha256::digest(text).into())),
        }
    }

    /// Returns whether a text is the token. How long that takes says nothing of the token: hashes are compared, and a
    /// text cannot be chosen to come near to one.
    pub(crate) fn is(&self, text: &str) -> bool {
        let told: [u8; 32] = Sha256::digest(text).into();
        self.0.iter().zip(told).fold(0, |differ, (one, other)| differ | (one ^ other)) == 0
    }

    /// Returns whether a header of a request says the token.
    pub(crate) fn is_borne_by(&self, authorization: Option<&str>) -> bool {
        let borne = authorization.and_then(|said| said.split_once(' '));
        borne.is_some_and(|(scheme, told)| scheme.eq_ignore_ascii_case("bearer") && self.is(told.trim()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "0123456789abcdef0123456789abcdef";

    #[test]
    fn only_the_token_itself_is_taken() {
        let token = Token::of(SECRET).unwrap();
        assert!(token.is(SECRET) && token.is_borne_by(Some(&format!("Bearer {SECRET}"))));
        for wrong in ["", "0123456789abcdef0123456789abcdee", &SECRET.to_uppercase()] {
            assert!(!token.is(wrong) && !token.is_borne_by(Some(&format!("Bearer {wrong}"))), "{wrong}");
        }
        assert!(!token.is_borne_by(None) && !token.is_borne_by(Some(SECRET)));
        assert!(!token.is_borne_by(Some(&format!("Basic {SECRET}"))));
    }

    #[test]
    fn what_can_be_guessed_is_no_token() {
        assert!(matches!(Token::of("secret"), Err(TokenError::Short(6))));
        assert!(matches!(Token::of(&format!("{SECRET} {SECRET}")), Err(TokenError::NoWord)));
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_others_may_read_is_refused() {
        use std::os::unix::fs::PermissionsExt;
        let path = std::env::temp_dir().join(format!("asof-token-{}", std::process::id()));
        fs::write(&path, format!("{SECRET}\n")).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        assert!(matches!(Token::read(&path), Err(TokenError::Open)));
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        assert!(Token::read(&path).unwrap().is(SECRET));
        fs::remove_file(&path).unwrap();
    }
}
