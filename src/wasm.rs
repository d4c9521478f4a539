//! The page's side of the library.

#[expect(
    dead_code,
    reason = "the page's door that draws on it is not built yet"
)]
mod canvas;
