use std::fs;

/// What the runner is to do next.
#[derive(Debug, PartialEq, Eq)]
pub enum Argument {
    Play(String),
    PushToTalk,
    Wake,
}

/// Reads all arguments, those in argument files too.
pub fn read(arguments: impl Iterator<Item = String>) -> Result<Vec<Argument>, String> {
    let mut all = Vec::new();
    for argument in arguments {
        match argument.strip_prefix('@') {
            Some(path) => {
                let text = fs::read_to_string(path).map_err(|error| format!("{path}: {error}"))?;
                all.extend(text.lines().map(parse));
            }
            None => all.push(parse(&argument)),
        }
    }
    Ok(all)
}

fn parse(argument: &str) -> Argument {
    match argument {
        "--push-to-talk" => Argument::PushToTalk,
        "--wake" => Argument::Wake,
        path => Argument::Play(path.to_owned()),
    }
}
