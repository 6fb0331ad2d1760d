//! Walks over the built page in real browsers.
