//! Tests of the report through its public face, in one program: each program links all it uses.

mod broken;
mod common;
mod files;
mod page;
mod protocols;
mod solved;
