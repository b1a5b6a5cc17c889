//! Does one operation once, for an instruction counter around it.
//!
//! ```text
//! valgrind --tool=callgrind --collect-atstart=no --toggle-collect='*Operation*measured*' \
//!     count PACK RECORDING.pcm OPERATION
//! ```

use std::process::ExitCode;

use goldcrest::Buffers;
use goldcrest_benches::{Material, Operation, second_of};
use goldcrest_pack::{AlignedBytes, Pack};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [pack, recording, operation] = arguments.as_slice() else {
        eprintln!("usage: count PACK RECORDING.pcm OPERATION");
        return ExitCode::from(2);
    };
    match run(pack, recording, operation) {
        Ok(checksum) => {
            println!("{operation} {checksum:08x}");
            ExitCode::SUCCESS
        }
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::from(2)
        }
    }
}

fn run(pack: &str, recording: &str, operation: &str) -> Result<u32, String> {
    let read = |path: &str| std::fs::read(path).map_err(|error| format!("{path}: {error}"));
    let operation =
        Operation::named(operation).ok_or_else(|| format!("no operation is called {operation}"))?;
    let bytes = AlignedBytes::from_slice(&read(pack)?);
    let pack = Pack::open(&bytes).map_err(|error| error.to_string())?;
    let pcm = read(recording)?;
    let second = second_of(&pcm).ok_or("the recording is shorter than two seconds")?;
    let mut buffers = Box::new(Buffers::<32_768, 131_072, 1024, 4096, 1>::new());
    let mut material =
        Material::prepare(&pack, second, buffers.workspace()).map_err(|error| error.to_string())?;
    Ok(operation.measured(&mut material, &mut || ()))
}
