//! Runs a piece of arithmetic with the vector instructions that the processor has.
//!
//! A plain build for x86-64 may use SSE2 only. A [`Kernel`] run through [`run`] is compiled a
//! second time for AVX2, and that version is taken where the processor offers it. Fused
//! multiply-add is left off on purpose: every processor returns the same bits.
//!
//! The only `unsafe` of the workspace is here; its proof: `with_avx2` is called only after
//! `is_x86_feature_detected!("avx2")` said yes, which is the one condition for calling it.
#![allow(unsafe_code)]

/// Work to be done with the widest vectors available.
pub trait Kernel {
    /// What comes out.
    type Output;
    /// The work. Mark it and all it calls `#[inline(always)]`, or the rest keeps SSE2.
    fn run(self) -> Self::Output;
}

/// Runs the kernel.
#[inline]
pub fn run<K: Kernel>(kernel: K) -> K::Output {
    #[cfg(target_arch = "x86_64")]
    {
        #[target_feature(enable = "avx2")]
        fn with_avx2<K: Kernel>(kernel: K) -> K::Output {
            kernel.run()
        }
        if std::arch::is_x86_feature_detected!("avx2") {
            // SAFETY: the processor has AVX2, as just detected.
            return unsafe { with_avx2(kernel) };
        }
    }
    kernel.run()
}

/// The instruction set that [`run`] uses here: for reports of speed.
pub fn instruction_set() -> &'static str {
    #[cfg(target_arch = "x86_64")]
    if std::arch::is_x86_feature_detected!("avx2") {
        return "AVX2";
    }
    if cfg!(target_arch = "x86_64") {
        "SSE2"
    } else {
        std::env::consts::ARCH
    }
}
