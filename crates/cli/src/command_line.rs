//! The command as it was given.

/// The command line, quoted where a shell needs it.
pub(crate) fn command_line() -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./=:,".contains(c);
    // A name of a file need not be text.
    let words = std::env::args_os()
        .map(|word| word.to_string_lossy().into_owned())
        .enumerate()
        .map(|(index, word)| match index {
            0 => "secondheart".to_owned(),
            _ if !word.is_empty() && word.chars().all(plain) => word,
            _ => format!("'{}'", word.replace('\'', "'\\''")),
        });
    words.collect::<Vec<_>>().join(" ")
}
