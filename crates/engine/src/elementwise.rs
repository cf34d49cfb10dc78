//! Loops over arrays in which each element depends on the same element of other arrays alone.

/// Defines a function over arrays: `fn name(inputs; outputs; constants) { body }`, where the body
/// sees the inputs of one element by value and its outputs by reference.
///
/// The arrays are arguments of an inner function, so that the compiler knows that they do not
/// overlap. They are flat ([`crate::Scalar::Flat`]), so that it works on several elements, or
/// several lanes, at once. The first output gives the length; longer arrays are cut.
macro_rules! elementwise {
    (
        $(#[$attribute:meta])*
        $visibility:vis fn $name:ident(
            $($input:ident),*; $first:ident $(, $output:ident)*; $($constant:ident: $type:ty),*
        ) $body:block
    ) => {
        $(#[$attribute])*
        #[inline(always)]
        $visibility fn $name<S: $crate::Scalar>(
            $($input: &[S],)* $first: &mut [S], $($output: &mut [S],)* $($constant: $type),*
        ) {
            #[inline(always)]
            fn apply<S: $crate::Scalar>(
                $($input: &[S],)* $first: &mut [S], $($output: &mut [S],)* $($constant: $type),*
            ) {
                let n = $first.len();
                $(let $input = &$input[..n];)*
                $(let $output = &mut $output[..n];)*
                for i in 0..n {
                    $(let $input = $input[i];)*
                    let $first = &mut $first[i];
                    $(let $output = &mut $output[i];)*
                    $body
                }
            }
            apply::<S::Flat>(
                $(S::flat($input),)* S::flat_mut($first), $(S::flat_mut($output),)* $($constant),*
            );
        }
    };
}
pub(crate) use elementwise;
