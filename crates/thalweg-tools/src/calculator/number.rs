use std::fmt;

use rust_decimal::Decimal;
use rust_decimal::prelude::{FromPrimitive, ToPrimitive};

/// How many digits of what is not exact are shown.
const DIGITS: usize = 15;
/// The greatest exponent that is worked out by multiplying.
const MOST_TIMES: u64 = 10_000;

/// A number: exact as long as a decimal of 28 digits holds it, else as near as a float comes.
#[derive(Debug, Clone, Copy)]
pub(super) enum Number {
    Exact(Decimal),
    Near(f64),
}

use Number::{Exact, Near};

impl Number {
    pub(super) const fn is_exact(self) -> bool {
        matches!(self, Exact(_))
    }

    pub(super) fn float(self) -> f64 {
        match self {
            Exact(decimal) => decimal.to_f64().unwrap_or(f64::NAN),
            Near(float) => float,
        }
    }

    pub(super) fn negated(self) -> Self {
        match self {
            Exact(decimal) => Exact(-decimal),
            Near(float) => Near(-float),
        }
    }

    pub(super) fn plus(self, other: Self) -> Result<Self, String> {
        self.join(other, Decimal::checked_add, |a, b| a + b)
    }

    pub(super) fn minus(self, other: Self) -> Result<Self, String> {
        self.join(other, Decimal::checked_sub, |a, b| a - b)
    }

    pub(super) fn times(self, other: Self) -> Result<Self, String> {
        let whole = |a: Decimal, b: Decimal| {
            let product = a.checked_mul(b)?;
            // What is rounded to nothing, or loses its last digits, is not exact any more.
            (a.scale() + b.scale() <= Decimal::MAX_SCALE).then_some(product)
        };
        self.join(other, whole, |a, b| a * b)
    }

    pub(super) fn over(self, other: Self) -> Result<Self, String> {
        if other.float() == 0.0 {
            return Err("a division by zero".into());
        }
        let even = |a: Decimal, b: Decimal| {
            let quotient = a.checked_div(b)?;
            (quotient.checked_mul(b)? == a).then_some(quotient)
        };
        self.join(other, even, |a, b| a / b)
    }

    pub(super) fn rest(self, other: Self) -> Result<Self, String> {
        if other.float() == 0.0 {
            return Err("a division by zero".into());
        }
        self.join(other, Decimal::checked_rem, |a, b| a % b)
    }

    pub(super) fn to_the(self, power: Self) -> Result<Self, String> {
        if let (Exact(base), Exact(power)) = (self, power)
            && power.is_integer()
            && let Some(times) = power.abs().to_u64().filter(|times| *times <= MOST_TIMES)
            && !(base.is_zero() && power.is_sign_negative())
        {
            let product = multiplied(Exact(base), times)?;
            return if power.is_sign_negative() && times > 0 {
                Exact(Decimal::ONE).over(product)
            } else {
                Ok(product)
            };
        }
        near(self.float().powf(power.float()))
    }

    /// What a function of floats gives; exact where a whole number comes back as it was.
    pub(super) fn by(self, function: impl Fn(f64) -> f64) -> Result<Self, String> {
        near(function(self.float()))
    }

    /// A square root, exact if it can be.
    pub(super) fn root(self) -> Result<Self, String> {
        if self.float() < 0.0 {
            return Err("a square root of a number below zero".into());
        }
        let root = self.float().sqrt();
        if let (Exact(square), Some(root)) = (self, Decimal::from_f64(root))
            && root.checked_mul(root) == Some(square)
        {
            return Ok(Exact(root));
        }
        near(root)
    }

    pub(super) fn rounded(
        self,
        exact: impl Fn(&Decimal) -> Decimal,
        float: impl Fn(f64) -> f64,
    ) -> Self {
        match self {
            Exact(decimal) => Exact(exact(&decimal)),
            Near(number) => Near(float(number)),
        }
    }

    fn join(
        self,
        other: Self,
        exact: impl Fn(Decimal, Decimal) -> Option<Decimal>,
        float: impl Fn(f64, f64) -> f64,
    ) -> Result<Self, String> {
        if let (Exact(one), Exact(two)) = (self, other)
            && let Some(result) = exact(one, two)
        {
            return Ok(Exact(result));
        }
        near(float(self.float(), other.float()))
    }
}

fn multiplied(base: Number, mut times: u64) -> Result<Number, String> {
    let (mut product, mut square) = (Exact(Decimal::ONE), base);
    while times > 0 {
        if times & 1 == 1 {
            product = product.times(square)?;
        }
        times >>= 1;
        if times > 0 {
            square = square.times(square)?;
        }
    }
    Ok(product)
}

fn near(float: f64) -> Result<Number, String> {
    if float.is_nan() {
        return Err("that has no value among the real numbers".into());
    }
    if float.is_infinite() {
        return Err("the result is too large".into());
    }
    Ok(Near(float))
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Exact(decimal) => write!(f, "{}", decimal.normalize()),
            Near(float) => {
                let text = format!("{:.*e}", DIGITS - 1, float);
                let short: f64 = text.parse().unwrap_or(*float);
                if short == 0.0 || (1e-6..1e15).contains(&short.abs()) {
                    write!(f, "{short}")
                } else {
                    write!(f, "{short:e}")
                }
            }
        }
    }
}
