//! Tests of the body through its public interface, in one program, because each links the whole body.

mod blood;
mod changes;
mod cohort;
mod collapse;
mod common;
mod conditions;
mod exercise;
mod limits;
mod mechanisms;
mod occlusion;
mod outside;
mod whole_body;
