//! Times of a wake network on columns of int8 features, an invocation at a time: a model section, as
//! `goldcrest import` writes, and a file of columns. `tools/litert/time_steps.py` times LiteRT on the same.
//!
//! Of every step the least time of all rounds counts, so that other programs on the machine do not.

use std::process::ExitCode;
use std::time::Instant;

use goldcrest_nn::Model;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [model, columns, rounds] = arguments.as_slice() else {
        eprintln!("usage: steps MODEL.gcnn COLUMNS ROUNDS");
        return ExitCode::from(2);
    };
    match run(model, columns, rounds) {
        Ok(line) => {
            println!("{line}");
            ExitCode::SUCCESS
        }
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::from(2)
        }
    }
}

fn run(model: &str, columns: &str, rounds: &str) -> Result<String, String> {
    let read = |path: &str| std::fs::read(path).map_err(|error| format!("{path}: {error}"));
    let (section, columns) = (read(model)?, read(columns)?);
    let rounds: usize = rounds.parse().map_err(|_| "ROUNDS is no number")?;
    let model = Model::open(&section).map_err(|error| error.to_string())?;
    let columns: Vec<i8> = columns.iter().map(|&byte| byte as i8).collect();
    let step = model.input().len * model.stride();
    let mut arena = vec![0; model.arena_bytes()];
    let mut least = vec![u128::MAX; columns.len() / step];
    let mut sum = 0_u64;
    for _ in 0..rounds.max(1) {
        model.reset(&mut arena).map_err(|error| error.to_string())?;
        for (columns, least) in columns.chunks_exact(step).zip(&mut least) {
            let begun = Instant::now();
            for column in columns.chunks_exact(model.input().len) {
                let made = model.push(&mut arena, column);
                if let Some(output) = made.map_err(|error| error.to_string())? {
                    sum = sum
                        .wrapping_mul(31)
                        .wrapping_add(u64::from(output[0] as u8));
                }
            }
            *least = begun.elapsed().as_nanos().min(*least);
        }
    }
    let mean = least.iter().sum::<u128>() / least.len().max(1) as u128;
    Ok(format!(
        "{} steps, {rounds} rounds: {mean} ns a step (checksum {sum:016x})",
        least.len()
    ))
}
