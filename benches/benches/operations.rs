//! Times of the measured operations on this machine, with the assistant `home`.

use std::path::Path;

use criterion::{Criterion, criterion_group, criterion_main};
use goldcrest::Buffers;
use goldcrest_benches::{Material, OPERATIONS, second_of};
use goldcrest_forge::assistant::{BuildOptions, build_assistant};
use goldcrest_pack::Pack;

fn operations(criterion: &mut Criterion) {
    let home = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tools/assistants/home");
    let built = build_assistant(&home, &BuildOptions::default()).expect("the assistant builds");
    let pack = Pack::open(&built.pack).expect("a pack that was just built is sound");
    let samples = goldcrest_host::audio::read(&home.join("demos/kitchen-lights.wav"))
        .expect("the demo recording is there");
    let pcm: Vec<u8> = samples
        .iter()
        .flat_map(|sample| sample.to_le_bytes())
        .collect();
    let second = second_of(&pcm).expect("it is longer than two seconds");
    let mut buffers = Box::new(Buffers::<32_768, 131_072, 1024, 4096>::new());
    let mut material =
        Material::prepare(&pack, second, buffers.workspace()).expect("the pack is whole");

    let mut group = criterion.benchmark_group("a second of speech");
    for operation in &OPERATIONS {
        group.bench_function(operation.name, |bencher| {
            bencher.iter(|| operation.measured(&mut material, &mut || ()));
        });
    }
    group.finish();
}

criterion_group!(benches, operations);
criterion_main!(benches);
