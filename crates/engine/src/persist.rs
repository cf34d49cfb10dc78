//! State as a list of 64-bit words, from which a snapshot restores it bit for bit.

use crate::scalar::{Dual, Lanes};

/// A value whose state can be written as words and read back into a value of the same shape.
pub trait Persist {
    /// Appends the state to the words.
    fn write(&self, words: &mut Vec<u64>);
    /// Takes the state from the front of the words; `None` if they run out or do not fit.
    fn read(&mut self, words: &mut std::slice::Iter<'_, u64>) -> Option<()>;
}

macro_rules! persist_number {
    ($type:ty, $to:expr, $from:expr) => {
        impl Persist for $type {
            fn write(&self, words: &mut Vec<u64>) {
                words.push($to(*self));
            }
            fn read(&mut self, words: &mut std::slice::Iter<'_, u64>) -> Option<()> {
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
    fn write(&self, words: &mut Vec<u64>) {
        words.push(self.len() as u64);
        for item in self {
            item.write(words);
        }
    }
    fn read(&mut self, words: &mut std::slice::Iter<'_, u64>) -> Option<()> {
        if *words.next()? != self.len() as u64 {
            return None;
        }
        self.iter_mut().try_for_each(|item| item.read(words))
    }
}
impl<T: Persist, const N: usize> Persist for [T; N] {
    fn write(&self, words: &mut Vec<u64>) {
        for item in self {
            item.write(words);
        }
    }
    fn read(&mut self, words: &mut std::slice::Iter<'_, u64>) -> Option<()> {
        self.iter_mut().try_for_each(|item| item.read(words))
    }
}
impl<const N: usize> Persist for Lanes<N> {
    fn write(&self, words: &mut Vec<u64>) {
        self.0.write(words);
    }
    fn read(&mut self, words: &mut std::slice::Iter<'_, u64>) -> Option<()> {
        self.0.read(words)
    }
}
impl<S: Persist> Persist for Dual<S> {
    fn write(&self, words: &mut Vec<u64>) {
        self.value.write(words);
        self.derivative.write(words);
    }
    fn read(&mut self, words: &mut std::slice::Iter<'_, u64>) -> Option<()> {
        self.value.read(words)?;
        self.derivative.read(words)
    }
}

/// Implements [`Persist`] for a struct that is generic over the scalar: the listed fields in
/// their order.
#[macro_export]
macro_rules! persist_fields {
    ($name:ident { $($field:ident),* $(,)? }) => {
        impl<S: $crate::Scalar> $crate::persist::Persist for $name<S> {
            fn write(&self, words: &mut Vec<u64>) {
                $( $crate::persist::Persist::write(&self.$field, words); )*
            }
            fn read(&mut self, words: &mut std::slice::Iter<'_, u64>) -> Option<()> {
                $( $crate::persist::Persist::read(&mut self.$field, words)?; )*
                Some(())
            }
        }
    };
}
