#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| goldcrest_fuzz::near(data));
