//! What can go wrong, by generation of the service and by code; a code that is not there is answered
//! with those that look like it.

use crate::azure::profile::{CURRENT, PROFILES};
use crate::report::view::ErrorsView;
use crate::scenario::{Problem, quoted};

/// How many codes are offered instead of one that is not there.
const OFFERED: usize = 5;

/// What can go wrong under a generation of the service, or under today's; with a code, in any
/// letters, this error only.
///
/// # Errors
/// If there is no such profile, or it has no error of this code.
pub fn errors(profile: Option<&str>, code: Option<&str>) -> Result<ErrorsView, Vec<Problem>> {
    let name = profile.unwrap_or(CURRENT.name);
    let Some(profile) = PROFILES.iter().find(|profile| profile.name == name) else {
        let names = PROFILES.map(|profile| profile.name);
        return Err(vec![Problem::new(
            "profile",
            quoted(name),
            names.join(", "),
        )]);
    };
    crate::report::errors(profile, code).ok_or_else(|| {
        let code = code.expect("every profile has errors");
        let near = near(code, crate::report::error_codes(profile).collect());
        let allowed = format!("an error of {name}, such as {}", near.join(", "));
        vec![Problem::new("code", quoted(code), allowed)]
    })
}

/// The codes that share most pairs of letters with a text, for their length; the first ones where
/// several share as many.
fn near(text: &str, mut codes: Vec<&'static str>) -> Vec<&'static str> {
    let pairs = |text: &str| -> Vec<[u8; 2]> {
        let letters = text.to_ascii_lowercase().into_bytes();
        letters.windows(2).map(|pair| [pair[0], pair[1]]).collect()
    };
    let typed = pairs(text);
    let unlike = |code: &&str| {
        let of_code = pairs(code);
        let shared = typed.iter().filter(|pair| of_code.contains(pair)).count();
        let all = (typed.len() + of_code.len()).max(1);
        std::cmp::Reverse((2000 * shared).div_ceil(all))
    };
    codes.sort_by_cached_key(unlike);
    codes.truncate(OFFERED);
    codes
}
