//! Runs a piece of arithmetic with the vector instructions of the processor.
//!
//! A plain build for x86-64 may use SSE2 only. A [`Kernel`] is compiled twice more, for AVX2 and
//! for AVX-512, and [`run`] takes the best version that the processor offers. Multiplications and
//! additions are never fused, so that all versions return the same bits.
//!
//! A kernel should be a few loops long. It is compiled apart from its surroundings, three times
//! for each type, and choosing a version costs a nanosecond or two. Every crate that runs a kernel
//! of a generic type compiles it anew; a [`Routine`](crate::Routine) keeps its kernels in one
//! crate.
//!
//! The only `unsafe` of the workspace is here. Its proofs: a version is called only after
//! `is_x86_feature_detected!` has confirmed its instructions, the one condition for calling it;
//! and [`Lanes`] is laid out as the array in it, which the compiler checks.
#![allow(unsafe_code)]

use crate::scalar::Lanes;

/// Arithmetic to run with the widest vectors available.
pub trait Kernel {
    /// The result of the arithmetic.
    type Output;
    /// The arithmetic. Mark this and every function it calls `#[inline(always)]`; a call that is
    /// not inlined keeps SSE2.
    fn run(self) -> Self::Output;
}

/// Runs the best version of the kernel that the processor here offers.
#[inline]
pub fn run<K: Kernel>(kernel: K) -> K::Output {
    #[cfg(target_arch = "x86_64")]
    {
        #[target_feature(enable = "avx512f,avx512bw,avx512cd,avx512dq,avx512vl")]
        fn with_avx512<K: Kernel>(kernel: K) -> K::Output {
            kernel.run()
        }
        #[target_feature(enable = "avx2")]
        fn with_avx2<K: Kernel>(kernel: K) -> K::Output {
            kernel.run()
        }
        match InstructionSet::here() {
            // SAFETY: the processor has these instructions, as detected.
            InstructionSet::Avx512 => return unsafe { with_avx512(kernel) },
            // SAFETY: the processor has AVX2, as detected.
            InstructionSet::Avx2 => return unsafe { with_avx2(kernel) },
            InstructionSet::Plain => {}
        }
    }
    kernel.run()
}

/// A set of vector instructions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum InstructionSet {
    /// The instructions of every processor of the architecture.
    Plain,
    #[cfg(target_arch = "x86_64")]
    Avx2,
    #[cfg(target_arch = "x86_64")]
    Avx512,
}

impl InstructionSet {
    /// The best that the processor here has.
    #[inline]
    fn here() -> Self {
        #[cfg(target_arch = "x86_64")]
        {
            use std::arch::is_x86_feature_detected as has;
            // Servers have had all five together since 2017.
            if has!("avx512f")
                && has!("avx512bw")
                && has!("avx512cd")
                && has!("avx512dq")
                && has!("avx512vl")
            {
                return Self::Avx512;
            }
            if has!("avx2") {
                return Self::Avx2;
            }
        }
        Self::Plain
    }
}

/// The instruction set that [`run`] uses here: for reports of speed.
pub fn instruction_set() -> &'static str {
    match InstructionSet::here() {
        #[cfg(target_arch = "x86_64")]
        InstructionSet::Avx512 => "AVX-512",
        #[cfg(target_arch = "x86_64")]
        InstructionSet::Avx2 => "AVX2",
        InstructionSet::Plain if cfg!(target_arch = "x86_64") => "SSE2",
        InstructionSet::Plain => std::env::consts::ARCH,
    }
}

/// The lanes of all elements, one after the other.
#[inline(always)]
pub fn flat<const N: usize>(values: &[Lanes<N>]) -> &[f64] {
    const { assert!(size_of::<Lanes<N>>() == N * size_of::<f64>(), "no padding") };
    // SAFETY: `Lanes<N>` is `N` numbers without padding, at no smaller alignment than theirs.
    unsafe { std::slice::from_raw_parts(values.as_ptr().cast(), values.len() * N) }
}

/// The lanes of all elements, one after the other, to write.
#[inline(always)]
pub fn flat_mut<const N: usize>(values: &mut [Lanes<N>]) -> &mut [f64] {
    const { assert!(size_of::<Lanes<N>>() == N * size_of::<f64>(), "no padding") };
    // SAFETY: as above; the borrow is exclusive, and every bit pattern of an `f64` is valid.
    unsafe { std::slice::from_raw_parts_mut(values.as_mut_ptr().cast(), values.len() * N) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Scalar;

    /// Sums of products, which a fused multiply-add would round differently, and every function.
    struct Mixture<'a>(&'a [f64]);

    impl Kernel for Mixture<'_> {
        type Output = Vec<u64>;
        #[inline(always)]
        fn run(self) -> Vec<u64> {
            let mut results = vec![0; self.0.len()];
            for (result, &x) in results.iter_mut().zip(self.0) {
                let functions = Scalar::exp(-x) * Scalar::ln(x) + x.inverse_fourth_root() * 0.7;
                *result = (functions * x + x * 1.3 - Scalar::sqrt(x) / (x + 0.1)).to_bits();
            }
            results
        }
    }

    #[test]
    fn every_version_returns_the_same_bits() {
        let numbers: Vec<f64> = (1..5000).map(|i| f64::from(i) * 0.003_7).collect();
        assert!(Mixture(&numbers).run() == run(Mixture(&numbers)));
    }
}
