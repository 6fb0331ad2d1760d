//! Makes the certificates the tests are about.
