//! As much of Rust's grammar as the rules need: code without comments and literals, and the paths
//! that it names.

/// `text` with comments, strings and characters blanked. Line ends stay.
pub(crate) fn code_only(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut code = String::with_capacity(text.len());
    let mut at = 0;
    while at < chars.len() {
        let length = comment(&chars[at..]).or_else(|| literal(&chars, at));
        match length {
            Some(length) => {
                code.push(' ');
                code.extend(chars[at..at + length].iter().filter(|&&c| c == '\n'));
                at += length;
            }
            None => {
                code.push(chars[at]);
                at += 1;
            }
        }
    }
    code
}

/// The length of a comment that starts here. Block comments nest.
fn comment(rest: &[char]) -> Option<usize> {
    if rest.starts_with(&['/', '/']) {
        return Some(rest.iter().position(|&c| c == '\n').unwrap_or(rest.len()));
    }
    if !rest.starts_with(&['/', '*']) {
        return None;
    }
    let (mut depth, mut at) = (1, 2);
    while depth > 0 && at < rest.len() {
        if rest[at..].starts_with(&['/', '*']) {
            depth += 1;
            at += 2;
        } else if rest[at..].starts_with(&['*', '/']) {
            depth -= 1;
            at += 2;
        } else {
            at += 1;
        }
    }
    Some(at)
}

/// The length of a string or character that starts at `at`.
fn literal(chars: &[char], at: usize) -> Option<usize> {
    let rest = &chars[at..];
    let after_word = at > 0 && is_word(chars[at - 1]);
    match rest[0] {
        'r' | 'b' | 'c' if !after_word => raw_string(rest),
        '"' => Some(quoted(rest, '"')),
        // 'a' is a character, 'a a lifetime.
        '\'' if rest.get(1) == Some(&'\\') || rest.get(2) == Some(&'\'') => {
            Some(quoted(rest, '\''))
        }
        _ => None,
    }
}

/// `r"…"`, `br#"…"#` and the like; `b"…"` is left to the quote that follows.
fn raw_string(rest: &[char]) -> Option<usize> {
    let r = rest.iter().take(2).position(|&c| c == 'r')?;
    let hashes = rest[r + 1..].iter().take_while(|&&c| c == '#').count();
    let open = r + 1 + hashes;
    if rest.get(open) != Some(&'"') {
        return None;
    }
    let mut end = vec!['"'];
    end.extend(std::iter::repeat_n('#', hashes));
    let body = &rest[open + 1..];
    let length = body
        .windows(end.len())
        .position(|part| part == end)
        .unwrap_or(body.len());
    Some((open + 1 + length + end.len()).min(rest.len()))
}

fn quoted(rest: &[char], quote: char) -> usize {
    let mut at = 1;
    while at < rest.len() && rest[at] != quote {
        at += if rest[at] == '\\' { 2 } else { 1 };
    }
    (at + 1).min(rest.len())
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Whether `word` stands in `text` on its own.
pub(crate) fn mentions_word(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + word.len()..].chars().next();
        !before.is_some_and(is_word) && !after.is_some_and(is_word)
    })
}

/// Every path in `code`, groups written out (`a::{b, c}` is `a::b` and `a::c`), and every macro
/// with its `!`.
pub(crate) fn names(code: &str) -> Vec<String> {
    let tokens = tokens(code);
    let mut names = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let start = at;
        path(&tokens, &mut at, "", &mut names);
        at = at.max(start + 1);
    }
    names
}

fn tokens(code: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    let mut rest = code.trim_start();
    while let Some(first) = rest.chars().next() {
        let length = if is_word(first) {
            rest.find(|c| !is_word(c)).unwrap_or(rest.len())
        } else if rest.starts_with("::") {
            2
        } else {
            first.len_utf8()
        };
        tokens.push(&rest[..length]);
        rest = rest[length..].trim_start();
    }
    tokens
}

/// Reads the path at `at`, if one starts there, below `prefix`.
fn path(tokens: &[&str], at: &mut usize, prefix: &str, names: &mut Vec<String>) {
    let mut name = prefix.to_string();
    while let Some(&token) = tokens.get(*at) {
        if token == "{" && name.ends_with("::") {
            return group(tokens, at, &name, names);
        }
        if token != "*" && !token.starts_with(is_word) {
            // `a::<B>()` names `a`.
            let before = name.strip_suffix("::").filter(|_| name != prefix);
            return names.extend(before.map(String::from));
        }
        name += token;
        *at += 1;
        match tokens.get(*at) {
            Some(&"::") => name += "::",
            Some(&"!") if tokens.get(*at + 1) != Some(&"=") => {
                names.push(name + "!");
                return;
            }
            _ => {
                names.push(name);
                return;
            }
        }
        *at += 1;
    }
}

fn group(tokens: &[&str], at: &mut usize, prefix: &str, names: &mut Vec<String>) {
    *at += 1;
    while let Some(&token) = tokens.get(*at) {
        if token == "}" {
            *at += 1;
            return;
        }
        let start = *at;
        if token != "," {
            path(tokens, at, prefix, names);
        }
        *at = (*at).max(start + 1);
    }
}

#[test]
fn comments_and_literals_are_blanked_and_code_is_not() {
    let text = r##"a /* x /* y */ z */ b // c
        "d\"e" f r#"g"h"# i 'j' k '\'' l <'m> b"n" o br"p" q"##;
    let words: Vec<String> = code_only(text)
        .split_whitespace()
        .map(String::from)
        .collect();
    assert_eq!(words.join(" "), "a b f i k l <'m> b o q");
}

#[test]
fn paths_are_read_with_their_groups_and_macros() {
    let code = "use a::{b, c::{d as e, *}, f}; fn g() { h::i!(j != k); ::l::m::<n::o>() }";
    let names = names(code);
    for name in [
        "a::b", "a::c::d", "a::c::*", "a::f", "h::i!", "j", "k", "l::m", "n::o",
    ] {
        assert!(
            names.iter().any(|known| known == name),
            "{name} is missing: {names:?}"
        );
    }
    assert!(!names.iter().any(|name| name == "j!"), "{names:?}");
}
