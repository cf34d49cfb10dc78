//! State as a list of 64-bit words: what a snapshot is made of, bit for bit.
//!
//! The words hold the state of one body. A value with lanes writes the word of the lane asked for and
//! reads a word into that lane, so that a body can be put into a lane, and a lane taken out, without
//! losing a bit. What all lanes share (time, counts) is written with every lane.

use crate::scalar::{Dual, Lanes};

/// Something whose state can be written as words and read back into a value of the same shape.
pub trait Persist {
    /// Appends the state of one lane.
    fn write(&self, lane: usize, words: &mut Vec<u64>);
    /// Takes the state of one lane from the front; `None` if the words run out or do not fit.
    fn read(&mut self, lane: usize, words: &mut std::slice::Iter<'_, u64>) -> Option<()>;
}

macro_rules! persist_number {
    ($type:ty, $to:expr, $from:expr) => {
        impl Persist for $type {
            fn write(&self, _lane: usize, words: &mut Vec<u64>) {
                words.push($to(*self));
            }
            fn read(&mut self, _lane: usize, words: &mut std::slice::Iter<'_, u64>) -> Option<()> {
                *self = $from(*words.next()?);
                Some(())
            }
        }
    };
}
persist_number!(f64, f64::to_bits, f64::from_bits);
persist_number!(u64, std::convert::identity, std::convert::identity);
persist_number!(u32, u64::from, |w| w as u32);
persist_number!(usize, |v| v as u64, |w| w as usize);
persist_number!(bool, u64::from, |w| w != 0);

impl<T: Persist> Persist for Vec<T> {
    fn write(&self, lane: usize, words: &mut Vec<u64>) {
        words.push(self.len() as u64);
        for item in self {
            item.write(lane, words);
        }
    }
    fn read(&mut self, lane: usize, words: &mut std::slice::Iter<'_, u64>) -> Option<()> {
        if *words.next()? != self.len() as u64 {
            return None;
        }
        self.iter_mut().try_for_each(|item| item.read(lane, words))
    }
}
impl<T: Persist, const N: usize> Persist for [T; N] {
    fn write(&self, lane: usize, words: &mut Vec<u64>) {
        for item in self {
            item.write(lane, words);
        }
    }
    fn read(&mut self, lane: usize, words: &mut std::slice::Iter<'_, u64>) -> Option<()> {
        self.iter_mut().try_for_each(|item| item.read(lane, words))
    }
}
impl<const N: usize> Persist for Lanes<N> {
    fn write(&self, lane: usize, words: &mut Vec<u64>) {
        words.push(self.0[lane].to_bits());
    }
    fn read(&mut self, lane: usize, words: &mut std::slice::Iter<'_, u64>) -> Option<()> {
        self.0[lane] = f64::from_bits(*words.next()?);
        Some(())
    }
}
impl<S: Persist> Persist for Dual<S> {
    fn write(&self, lane: usize, words: &mut Vec<u64>) {
        self.value.write(lane, words);
        self.derivative.write(lane, words);
    }
    fn read(&mut self, lane: usize, words: &mut std::slice::Iter<'_, u64>) -> Option<()> {
        self.value.read(lane, words)?;
        self.derivative.read(lane, words)
    }
}

/// Implements [`Persist`] for a struct, generic over the scalar, by the fields listed.
#[macro_export]
macro_rules! persist_fields {
    ($name:ident { $($field:ident),* $(,)? }) => {
        impl<S: $crate::Scalar> $crate::persist::Persist for $name<S> {
            fn write(&self, lane: usize, words: &mut Vec<u64>) {
                $( $crate::persist::Persist::write(&self.$field, lane, words); )*
            }
            fn read(
                &mut self,
                lane: usize,
                words: &mut std::slice::Iter<'_, u64>,
            ) -> Option<()> {
                $( $crate::persist::Persist::read(&mut self.$field, lane, words)?; )*
                Some(())
            }
        }
    };
}
