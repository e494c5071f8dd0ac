use rust_decimal::Decimal;

use super::number::Number;

/// A piece of an expression.
#[derive(Debug, Clone)]
pub(super) enum Piece {
    Number(Number),
    Word(String),
    Sign(char),
}

/// Takes an expression apart. A comma between groups of three digits belongs to the number, unless
/// it stands in parentheses, where it may part two arguments.
pub(super) fn pieces(text: &str) -> Result<Vec<Piece>, String> {
    let chars: Vec<char> = text.chars().collect();
    let (mut pieces, mut at, mut depth) = (Vec::new(), 0, 0_usize);
    while let Some(c) = chars.get(at).copied() {
        if c.is_whitespace() {
            at += 1;
        } else if c.is_ascii_digit() || c == '.' {
            let (number, end) = number(&chars, at, depth == 0)?;
            pieces.push(Piece::Number(number));
            at = end;
        } else if c.is_alphabetic() {
            let end = chars[at..].iter().position(|c| !c.is_alphanumeric());
            let end = end.map_or(chars.len(), |length| at + length);
            let word: String = chars[at..end].iter().collect();
            pieces.push(Piece::Word(word.to_lowercase()));
            at = end;
        } else {
            let sign = match c {
                '+' | '-' | '*' | '/' | '^' | '%' | '(' | ')' | ',' => c,
                '−' | '–' => '-',
                '×' | '·' => '*',
                '÷' | ':' => '/',
                _ => return Err(format!("`{c}` means nothing here")),
            };
            match sign {
                '(' => depth += 1,
                ')' => depth = depth.saturating_sub(1),
                _ => {}
            }
            pieces.push(Piece::Sign(sign));
            at += 1;
        }
        // Two stars are a power, as in many languages.
        if let [.., Piece::Sign('*'), Piece::Sign('*')] = pieces.as_slice() {
            pieces.truncate(pieces.len() - 2);
            pieces.push(Piece::Sign('^'));
        }
    }
    Ok(pieces)
}

fn number(chars: &[char], start: usize, groups: bool) -> Result<(Number, usize), String> {
    let (mut text, mut at) = (String::new(), start);
    while let Some(c) = chars.get(at).copied() {
        let is_group = groups && c == ',' && is_group(&chars[at + 1..]) && !text.contains('.');
        let is_exponent = matches!(c, 'e' | 'E') && has_exponent(&chars[at + 1..]);
        if is_exponent {
            text.push('e');
            at += 1;
            text.push(chars[at]);
        } else if c.is_ascii_digit() || c == '.' {
            text.push(c);
        } else if !is_group {
            break;
        }
        at += 1;
    }
    let exact = Decimal::from_str_exact(&text);
    let exact = exact.or_else(|_| Decimal::from_scientific(&text));
    let number = match (exact, text.parse::<f64>()) {
        (Ok(exact), _) => Number::Exact(exact),
        (Err(_), Ok(float)) if float.is_finite() => Number::Near(float),
        _ => return Err(format!("`{text}` is no number")),
    };
    Ok((number, at))
}

/// Whether three digits follow, and then none.
fn is_group(rest: &[char]) -> bool {
    rest.len() >= 3
        && rest[..3].iter().all(char::is_ascii_digit)
        && !rest.get(3).is_some_and(char::is_ascii_digit)
}

fn has_exponent(rest: &[char]) -> bool {
    match rest {
        ['+' | '-', digit, ..] | [digit, ..] => digit.is_ascii_digit(),
        [] => false,
    }
}
