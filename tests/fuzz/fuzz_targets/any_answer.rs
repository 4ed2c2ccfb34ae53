//! Any bytes as the answer to everything.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| uppsikt_tests::any_answer::any_answer(data));
