//! Powers of ten in front of an axis, which keep its numbers short in any units.

/// A power of ten that multiplies the numbers of an axis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Power(i32);

impl Power {
    /// The power for values; none if they are short as they are.
    pub(super) fn of<'a>(values: impl IntoIterator<Item = &'a f64>) -> Self {
        let largest = largest(values);
        if largest == 0.0 {
            return Self(0);
        }
        // Powers of a thousand, as prefixes of units have them.
        Self(3 * (largest.log10() / 3.0).floor() as i32)
    }

    /// A value on the axis.
    pub(super) fn on_axis(self, value: f64) -> f64 {
        // In two parts, because the whole can be too large for a number.
        let half = self.0 / 2;
        value * 10_f64.powi(-half) * 10_f64.powi(half - self.0)
    }

    /// The label of the axis; empty for none.
    pub(super) fn label(self) -> String {
        if self.0 == 0 {
            return String::new();
        }
        let raised = |c: char| match c {
            '-' => '⁻',
            '1' => '¹',
            '2' => '²',
            '3' => '³',
            c => c
                .to_digit(10)
                .and_then(|digit| char::from_u32(0x2070 + digit))
                .unwrap_or(c),
        };
        let exponent: String = self.0.to_string().chars().map(raised).collect();
        format!("× 10{exponent}")
    }
}

/// The largest magnitude of the finite values.
pub(super) fn largest<'a>(values: impl IntoIterator<Item = &'a f64>) -> f64 {
    let finite = values.into_iter().filter(|value| value.is_finite());
    finite.map(|value| value.abs()).fold(0.0, f64::max)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usual_numbers_stay_as_they_are() {
        for values in [[0.0, 120.0], [-5.0, 0.2], [0.0, 0.0], [f64::NAN, 999.0]] {
            assert_eq!(Power::of(&values).label(), "");
        }
    }

    #[test]
    fn others_get_a_power_of_a_thousand() {
        for (largest, label, shown) in [
            (9_300.0, "× 10³", 9.3),
            (133_322.0, "× 10³", 133.322),
            (4.5e-5, "× 10⁻⁶", 45.0),
            (0.125, "× 10⁻³", 125.0),
            (1e300, "× 10³⁰⁰", 1.0),
            (1e-300, "× 10⁻³⁰⁰", 1.0),
        ] {
            let power = Power::of(&[0.0, -largest]);
            assert_eq!(power.label(), label);
            let value = power.on_axis(largest);
            assert!((value - shown).abs() < 1e-9 * shown, "{largest}: {value}");
        }
    }
}
