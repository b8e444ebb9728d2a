//! The page: answers in a browser, over HTTP or as files.
