//! The integration tests, as one program. Each module says what belongs in it.

mod flows;
mod tidy;
