use rust_decimal::Decimal;

use super::number::Number;
use super::read::{Piece, pieces};

/// How deep parentheses, signs and powers may lie in each other.
const DEPTH: usize = 64;

/// Calculates an expression; else says what is wrong with it.
pub(super) fn evaluate(text: &str) -> Result<Number, String> {
    let pieces = pieces(text)?;
    let mut reader = Reader {
        pieces: &pieces,
        at: 0,
        depth: 0,
    };
    let value = reader.sum()?;
    match reader.peek() {
        None => Ok(value),
        Some(piece) => Err(format!("{} is one too many", named(piece))),
    }
}

/// The same as a text.
#[cfg(feature = "fuzzing")]
pub(crate) fn calculate(text: &str) -> Result<String, String> {
    evaluate(text).map(|number| number.to_string())
}

struct Reader<'a> {
    pieces: &'a [Piece],
    at: usize,
    depth: usize,
}

impl<'a> Reader<'a> {
    fn peek(&self) -> Option<&'a Piece> {
        self.pieces.get(self.at)
    }

    fn take(&mut self, sign: char) -> bool {
        let is_it = matches!(self.peek(), Some(Piece::Sign(c)) if *c == sign);
        self.at += usize::from(is_it);
        is_it
    }

    fn take_word(&mut self, word: &str) -> bool {
        let is_it = matches!(self.peek(), Some(Piece::Word(w)) if w == word);
        self.at += usize::from(is_it);
        is_it
    }

    fn sum(&mut self) -> Result<Number, String> {
        self.depth += 1;
        if self.depth > DEPTH {
            return Err(format!("it is nested deeper than {DEPTH} levels"));
        }
        let mut sum = self.product()?;
        loop {
            if self.take('+') {
                sum = sum.plus(self.product()?)?;
            } else if self.take('-') {
                sum = sum.minus(self.product()?)?;
            } else {
                self.depth -= 1;
                return Ok(sum);
            }
        }
    }

    fn product(&mut self) -> Result<Number, String> {
        let mut product = self.signed()?;
        loop {
            if self.take('*') || self.take_word("of") {
                product = product.times(self.signed()?)?;
            } else if self.take('/') {
                product = product.over(self.signed()?)?;
            } else if self.take('%') || self.take_word("mod") {
                product = product.rest(self.signed()?)?;
            } else if matches!(self.peek(), Some(Piece::Sign('(') | Piece::Word(_))) {
                product = product.times(self.signed()?)?;
            } else {
                return Ok(product);
            }
        }
    }

    fn signed(&mut self) -> Result<Number, String> {
        let mut negative = false;
        while matches!(self.peek(), Some(Piece::Sign('+' | '-'))) {
            negative ^= self.take('-');
            self.take('+');
        }
        let value = self.power()?;
        Ok(if negative { value.negated() } else { value })
    }

    fn power(&mut self) -> Result<Number, String> {
        let base = self.percent()?;
        if !self.take('^') {
            return Ok(base);
        }
        self.depth += 1;
        if self.depth > DEPTH {
            return Err(format!("it is nested deeper than {DEPTH} levels"));
        }
        let power = self.signed()?;
        self.depth -= 1;
        base.to_the(power)
    }

    fn percent(&mut self) -> Result<Number, String> {
        let value = self.value()?;
        // Before a value the sign asks for the rest of a division.
        let before_value = match self.pieces.get(self.at + 1) {
            Some(Piece::Number(_) | Piece::Sign('(')) => true,
            Some(Piece::Word(word)) => word != "of",
            Some(Piece::Sign(_)) | None => false,
        };
        if !before_value && self.take('%') {
            return value.over(Number::Exact(Decimal::ONE_HUNDRED));
        }
        Ok(value)
    }

    fn value(&mut self) -> Result<Number, String> {
        let piece = self.peek().ok_or("something is missing at the end")?;
        self.at += 1;
        match piece {
            Piece::Number(number) => Ok(*number),
            Piece::Sign('(') => {
                let value = self.sum()?;
                self.close()?;
                Ok(value)
            }
            Piece::Word(word) => self.word(word),
            Piece::Sign(_) => Err(format!("a number is missing before {}", named(piece))),
        }
    }

    fn close(&mut self) -> Result<(), String> {
        if self.take(')') {
            return Ok(());
        }
        Err("a `)` is missing".into())
    }

    fn word(&mut self, word: &str) -> Result<Number, String> {
        match word {
            "pi" | "π" => return Ok(Number::Near(std::f64::consts::PI)),
            "e" => return Ok(Number::Near(std::f64::consts::E)),
            _ => {}
        }
        if !self.take('(') {
            return Err(format!("`{word}` is unknown"));
        }
        let mut values = vec![self.sum()?];
        while self.take(',') {
            values.push(self.sum()?);
        }
        self.close()?;
        call(word, &values)
    }
}

fn call(word: &str, values: &[Number]) -> Result<Number, String> {
    let one = || match values {
        [one] => Ok(*one),
        _ => Err(format!("`{word}` takes one number")),
    };
    let least = |a: &Number, b: &Number| a.float().total_cmp(&b.float());
    match word {
        "sqrt" => one()?.root(),
        "abs" => one().map(|v| if v.float() < 0.0 { v.negated() } else { v }),
        "round" => match values {
            [value, digits] => rounded(*value, *digits),
            _ => rounded(one()?, Number::Exact(Decimal::ZERO)),
        },
        "floor" => Ok(one()?.rounded(Decimal::floor, f64::floor)),
        "ceil" => Ok(one()?.rounded(Decimal::ceil, f64::ceil)),
        "exp" => one()?.by(f64::exp),
        "ln" => one()?.by(f64::ln),
        "log" => one()?.by(f64::log10),
        "sin" => one()?.by(f64::sin),
        "cos" => one()?.by(f64::cos),
        "tan" => one()?.by(f64::tan),
        "min" => Ok(*values
            .iter()
            .min_by(|a, b| least(a, b))
            .unwrap_or(&values[0])),
        "max" => Ok(*values
            .iter()
            .max_by(|a, b| least(a, b))
            .unwrap_or(&values[0])),
        _ => Err(format!("the function `{word}` is unknown")),
    }
}

/// Rounded to so many places, a half away from zero.
fn rounded(value: Number, places: Number) -> Result<Number, String> {
    let places = (0..=15_u32).find(|n| f64::from(*n) == places.float());
    let places = places.ok_or("`round` takes a whole number of places from 0 to 15")?;
    let half = rust_decimal::RoundingStrategy::MidpointAwayFromZero;
    let scale = 10_f64.powi(i32::try_from(places).unwrap_or_default());
    Ok(value.rounded(
        |decimal| decimal.round_dp_with_strategy(places, half),
        |float| (float * scale).round() / scale,
    ))
}

fn named(piece: &Piece) -> String {
    match piece {
        Piece::Number(number) => format!("`{number}`"),
        Piece::Word(word) => format!("`{word}`"),
        Piece::Sign(sign) => format!("`{sign}`"),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn value(text: &str) -> String {
        evaluate(text).map_or_else(|words| words, |number| number.to_string())
    }

    #[test]
    fn what_people_write_is_calculated() {
        for (text, result) in [
            ("0.17*2340", "397.8"),
            ("17% of 2,340", "397.8"),
            ("17% of 2340", "397.8"),
            ("0.1 + 0.2", "0.3"),
            ("2 + 3 * 4", "14"),
            ("(2 + 3) × 4", "20"),
            ("-2^2", "-4"),
            ("2^3^2", "512"),
            ("2**10", "1024"),
            ("2^-2", "0.25"),
            ("10 % 3", "1"),
            ("10 mod 4", "2"),
            ("50%", "0.5"),
            ("200 * 15%", "30"),
            ("1/3", "0.333333333333333"),
            ("1/3*3", "1"),
            ("sqrt(16) + abs(-2)", "6"),
            ("sqrt(2)", "1.4142135623731"),
            ("max(1,234, 5)", "234"),
            ("1,234,567 + 1", "1234568"),
            ("round(2.345, 2)", "2.35"),
            ("2 pi", "6.28318530717959"),
            ("3(4)", "12"),
            ("1e3 + 1.5e-1", "1000.15"),
            ("2^100", "1.26765060022823e30"),
            ("e", "2.71828182845905"),
            ("100 ÷ 8 − 2", "10.5"),
            ("log(1000)", "3"),
        ] {
            assert_eq!(value(text), result, "{text}");
        }
    }

    #[test]
    fn what_cannot_be_calculated_says_why() {
        for (text, words) in [
            ("", "something is missing at the end"),
            ("2 +", "something is missing at the end"),
            ("2 + * 3", "a number is missing before `*`"),
            ("(1", "a `)` is missing"),
            ("1 2", "`2` is one too many"),
            ("1)", "`)` is one too many"),
            ("1/0", "a division by zero"),
            ("x + 1", "`x` is unknown"),
            ("foo(1)", "the function `foo` is unknown"),
            ("sqrt(-1)", "a square root of a number below zero"),
            ("ln(0-1)", "that has no value among the real numbers"),
            ("9^9^9^9", "the result is too large"),
            ("2 $ 3", "`$` means nothing here"),
            ("1.2.3", "`1.2.3` is no number"),
            ("sin(1, 2)", "`sin` takes one number"),
        ] {
            assert_eq!(value(text), words, "{text}");
        }
        for deep in ["(".repeat(999), "-".repeat(999), "2^".repeat(499)] {
            assert!(evaluate(&deep).is_err());
        }
    }

    proptest! {
        #[test]
        fn nothing_panics(text in "[0-9a-z.,+*/^%() e-]{0,40}") {
            let _ = evaluate(&text);
        }

        #[test]
        fn whole_numbers_are_exact(a in -1_000_000_i64..1_000_000, b in -1_000_000_i64..1_000_000) {
            prop_assert_eq!(value(&format!("({a}) * ({b}) + {a}")), (a * b + a).to_string());
        }
    }
}
