//! Elementary functions shared by all scalars, free of branches so that lanes vectorise, and
//! built of IEEE 754 operations alone, so that every machine returns the same bits.

/// exp(x) by Cody-Waite reduction, x = k ln 2 + r, and a polynomial in r.
///
/// Relative error below 3e-16 over [-708, 708], beyond which it saturates. The constants are the
/// high and low parts of ln 2 and the Taylor coefficients 1/n! (|r| <= 0.347, degree 13:
/// truncation below 1e-17).
#[inline(always)]
pub(super) fn exp(x: f64) -> f64 {
    const LOG2_E: f64 = std::f64::consts::LOG2_E;
    const LN2_HIGH: f64 = 6.931_471_803_691_238e-1;
    const LN2_LOW: f64 = 1.908_214_929_270_587_7e-10;
    // 1.5 * 2^52: adding it rounds to the nearest integer, which then stands in the low bits.
    const SHIFT: f64 = 6_755_399_441_055_744.0;
    let x = if x > 708.0 { 708.0 } else { x };
    let x = if x < -708.0 { -708.0 } else { x };
    let shifted = x * LOG2_E + SHIFT;
    let k = shifted - SHIFT;
    let r = (x - k * LN2_HIGH) - k * LN2_LOW;
    let mut p = 1.0 / 6_227_020_800.0;
    p = p * r + 1.0 / 479_001_600.0;
    p = p * r + 1.0 / 39_916_800.0;
    p = p * r + 1.0 / 3_628_800.0;
    p = p * r + 1.0 / 362_880.0;
    p = p * r + 1.0 / 40_320.0;
    p = p * r + 1.0 / 5_040.0;
    p = p * r + 1.0 / 720.0;
    p = p * r + 1.0 / 120.0;
    p = p * r + 1.0 / 24.0;
    p = p * r + 1.0 / 6.0;
    p = p * r + 0.5;
    p = p * r + 1.0;
    p = p * r + 1.0;
    let two_to_k = f64::from_bits((shifted.to_bits() << 52).wrapping_add(1.0_f64.to_bits()));
    p * two_to_k
}

/// Natural logarithm of a positive normal number or infinity; NaN for any other.
///
/// x = 2^k (1 + f) with 1 + f between √½ and √2, ln(1 + f) by the series in s = f/(2 + f) with the
/// coefficients of e_log.c in fdlibm (Sun Microsystems 1993): relative error below 1e-15 and
/// below 2e-16 of ln 2 near 1.
#[inline(always)]
pub(super) fn ln(x: f64) -> f64 {
    const LN2_HIGH: f64 = 6.931_471_803_691_238e-1;
    const LN2_LOW: f64 = 1.908_214_929_270_587_7e-10;
    const ROOT_HALF: u64 = 0x3fe6_a09e << 32;
    const ONE: u64 = 0x3ff0_0000 << 32;
    const MANTISSA: u64 = (1 << 52) - 1;
    // 2^52: the low bits of its sum with a smaller integer are that integer.
    const INTEGER: f64 = 4_503_599_627_370_496.0;
    let shifted = x.to_bits().wrapping_add(ONE - ROOT_HALF);
    let k = f64::from_bits((shifted >> 52) | INTEGER.to_bits()) - (INTEGER + 1023.0);
    let f = f64::from_bits((shifted & MANTISSA) + ROOT_HALF) - 1.0;
    let half_square = 0.5 * f * f;
    let s = f / (2.0 + f);
    let z = s * s;
    let w = z * z;
    let even = w
        * (0.399_999_999_994_094_2 + w * (0.222_221_984_321_497_84 + w * 0.153_138_376_992_093_73));
    let odd = z
        * (0.666_666_666_666_673_5
            + w * (0.285_714_287_436_623_9
                + w * (0.181_835_721_616_180_5 + w * 0.147_981_986_051_165_86)));
    let value = s * (half_square + odd + even) + k * LN2_LOW - half_square + f + k * LN2_HIGH;
    let value = if x < f64::INFINITY { value } else { x };
    if x < f64::MIN_POSITIVE {
        f64::NAN
    } else {
        value
    }
}

/// x^(-1/4) of a positive normal number: a guess from the bits, refined twice by
///
/// ```text
/// e = 1 - x y⁴,   y (1 - e)^(-1/4) = y + y (e/4 + 5 e²/32 + 15 e³/128 + O(e⁴))
/// ```
///
/// The guess halves the exponent twice and mirrors it about a point that was found by search over
/// one period, x from 1 to 16: |e| < 0.124. The first round leaves |e| < 1e-4, the second rounding
/// alone: relative error below 5e-16. This is faster than two roots and a division.
#[inline(always)]
pub(super) fn inverse_fourth_root(x: f64) -> f64 {
    const MIRROR: u64 = 0x4feb_02e9_0000_0000;
    let mut y = f64::from_bits(MIRROR.wrapping_sub(x.to_bits() >> 2));
    for _ in 0..2 {
        let squared = y * y;
        let e = 1.0 - x * (squared * squared);
        y += y * (e * (0.25 + e * (5.0 / 32.0 + e * (15.0 / 128.0))));
    }
    y
}

#[cfg(test)]
mod tests {
    #[test]
    fn exp_agrees_with_the_standard_library() {
        let mut worst: f64 = 0.0;
        for i in -70_000..=70_000 {
            let x = f64::from(i) * 0.0101;
            let reference = x.clamp(-708.0, 708.0).exp();
            worst = worst.max(((super::exp(x) - reference) / reference).abs());
        }
        assert!(worst < 5e-16, "relative error {worst:e}");
        assert_eq!(super::exp(0.0), 1.0);
    }

    #[test]
    fn ln_agrees_with_the_standard_library() {
        let mut worst: f64 = 0.0;
        for i in -300_000..=300_000 {
            for x in [(f64::from(i) * 1e-3).exp2(), 1.0 + f64::from(i) * 3e-6] {
                let (found, reference) = (super::ln(x), x.ln());
                worst = worst.max((found - reference).abs() / reference.abs().max(1e-3));
            }
        }
        assert!(worst < 1e-15, "relative error {worst:e}");
        assert_eq!(super::ln(1.0), 0.0);
        assert_eq!(super::ln(f64::INFINITY), f64::INFINITY);
        for x in [0.0, -1.0, f64::NAN] {
            assert!(super::ln(x).is_nan(), "{x}");
        }
    }

    #[test]
    fn the_inverse_fourth_root_to_the_fourth_is_the_inverse() {
        let mut worst: f64 = 0.0;
        for i in -300_000..=300_000 {
            let x = (f64::from(i) * 1e-3).exp2();
            let reference = 1.0 / x.sqrt().sqrt();
            worst = worst.max((super::inverse_fourth_root(x) / reference - 1.0).abs());
        }
        assert!(worst < 5e-16, "relative error {worst:e}");
    }
}
