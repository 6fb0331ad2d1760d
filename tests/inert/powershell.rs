//! Reads PowerShell like its own tokenizer, as far as one-line commands need it. Like PowerShell, it takes typographic
//! quotes for straight ones.

/// A token of a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Token {
    /// A bare word, an operator, or a bracket.
    Code(String),
    /// A literal text, without its quotes and escapes.
    Literal(String),
    /// A text in double quotes, parts of which may run.
    Expanding(String),
    /// The end of a line: what was read so far runs.
    LineEnd,
    /// A comment.
    Comment(String),
    /// A text without a closing quote.
    Unfinished,
}

/// Splits commands into tokens. Literals joined by `+`, also with characters by number, become one.
pub(crate) fn tokens(text: &str) -> Vec<Token> {
    joined(raw(text))
}

const SINGLE: [char; 5] = ['\'', '\u{2018}', '\u{2019}', '\u{201a}', '\u{201b}'];
const DOUBLE: [char; 4] = ['"', '\u{201c}', '\u{201d}', '\u{201e}'];

fn raw(text: &str) -> Vec<Token> {
    let signs: Vec<char> = text.chars().collect();
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(&sign) = signs.get(at) {
        at += 1;
        if ['\n', '\r'].contains(&sign) {
            tokens.push(Token::LineEnd);
        } else if sign.is_whitespace() || sign == '\u{85}' {
        } else if sign == '#' {
            let comment: String = signs[at..].iter().take_while(|it| !['\n', '\r'].contains(*it)).collect();
            at += comment.chars().count();
            tokens.push(Token::Comment(comment));
        } else if SINGLE.contains(&sign) {
            let (value, end) = quoted(&signs, at, &SINGLE, false);
            at = end.unwrap_or(signs.len());
            tokens.push(if end.is_some() { Token::Literal(value) } else { Token::Unfinished });
        } else if DOUBLE.contains(&sign) {
            let (value, end) = quoted(&signs, at, &DOUBLE, true);
            at = end.unwrap_or(signs.len());
            tokens.push(if end.is_some() { Token::Expanding(value) } else { Token::Unfinished });
        } else if "(){};|&,@+<>=".contains(sign) {
            tokens.push(Token::Code(sign.to_string()));
        } else {
            let begin = at - 1;
            let ends = |it: &char| {
                it.is_whitespace()
                    || "(){};|&,+<>=".contains(*it)
                    || SINGLE.contains(it)
                    || DOUBLE.contains(it)
            };
            at += signs[at..].iter().take_while(|it| !ends(it)).count();
            tokens.push(Token::Code(signs[begin..at].iter().collect()));
        }
    }
    tokens
}

/// A text up to its closing quote, which may be any of them; a doubled quote stands for itself.
fn quoted(signs: &[char], begin: usize, quotes: &[char], escapes: bool) -> (String, Option<usize>) {
    let mut value = String::new();
    let mut at = begin;
    while let Some(&sign) = signs.get(at) {
        at += 1;
        if quotes.contains(&sign) {
            match signs.get(at) {
                Some(next) if quotes.contains(next) => {
                    at += 1;
                    value.push(sign);
                }
                _ => return (value, Some(at)),
            }
        } else {
            value.push(sign);
            if escapes && sign == '`' {
                value.extend(signs.get(at));
                at += 1;
            }
        }
    }
    (value, None)
}

/// Makes one literal of `( 'a' + [char]10 + 'b' )`.
fn joined(tokens: Vec<Token>) -> Vec<Token> {
    let mut out = Vec::new();
    let mut rest = tokens.as_slice();
    while let Some((first, behind)) = rest.split_first() {
        match composed(rest) {
            Some((value, after)) => {
                out.push(Token::Literal(value));
                rest = after;
            }
            None => {
                out.push(first.clone());
                rest = behind;
            }
        }
    }
    out
}

fn composed(tokens: &[Token]) -> Option<(String, &[Token])> {
    let is = |token: &Token, sign: &str| matches!(token, Token::Code(it) if it == sign);
    let (first, mut rest) = tokens.split_first()?;
    if !is(first, "(") {
        return None;
    }
    let mut value = String::new();
    loop {
        let (part, behind) = rest.split_first()?;
        match part {
            Token::Literal(text) => value.push_str(text),
            Token::Code(word) => {
                let number: u32 = word.strip_prefix("[char]")?.parse().ok()?;
                // PowerShell has no [char] beyond 65535, and a surrogate is not a character here.
                value.push(char::from_u32(number).filter(|it| u32::from(*it) < 0x1_0000)?);
            }
            _ => return None,
        }
        let (sign, behind) = behind.split_first()?;
        if is(sign, ")") {
            return Some((value, behind));
        }
        if !is(sign, "+") {
            return None;
        }
        rest = behind;
    }
}

#[test]
fn commands_are_split_into_tokens() {
    let code = |text: &str| Token::Code(text.to_owned());
    let literal = |text: &str| Token::Literal(text.to_owned());
    let check = |text: &str, expect: &[Token]| assert_eq!(tokens(text), expect, "{text}");
    check("Get-X -Y 'a''b'", &[code("Get-X"), code("-Y"), literal("a'b")]);
    check("'a’ rm ‘b'", &[literal("a"), code("rm"), literal("b")]);
    check("'a’’b'", &[literal("a’b")]);
    check("('a'+[char]10+'b')", &[literal("a\nb")]);
    check("(a)", &[code("("), code("a"), code(")")]);
    check("\"$(x)\"", &[Token::Expanding("$(x)".to_owned())]);
    check("a # b\nc", &[code("a"), Token::Comment(" b".to_owned()), Token::LineEnd, code("c")]);
    check("'a", &[Token::Unfinished]);
    check("a;b|c", &[code("a"), code(";"), code("b"), code("|"), code("c")]);
}
