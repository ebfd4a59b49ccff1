//! Engines that run modules before and after optimising.
//!
//! Takes: which side a module is on. Gives: a Wasmtime engine with every feature it has, in
//! which NaN bits and relaxed operations are deterministic, so that what the specification
//! leaves open is the same on both sides. Cost: O(1).

use wasmtime::{Config, Engine, OptLevel};

/// Stack of the threads that tests run in: more than any engine may use.
pub const THREAD_STACK: usize = 64 << 20;

/// Which of the two modules an engine is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Side {
    /// The module as it came.
    Original,
    /// The optimised module. Neither time nor stack depth are observable: it has more of both,
    /// so that what the original module completes, this one must complete.
    Optimised,
}

impl Side {
    /// Fuel that stands for `fuel` of the original module's.
    pub fn fuel(self, fuel: u64) -> u64 {
        match self {
            Side::Original => fuel,
            Side::Optimised => fuel.saturating_mul(8).saturating_add(100_000),
        }
    }

    fn stack(self) -> usize {
        match self {
            Side::Original => 256 << 10,
            Side::Optimised => 2 << 20,
        }
    }
}

/// An engine for modules of one side, with or without fuel.
pub fn engine(side: Side, fuel: bool) -> Engine {
    let mut config = Config::new();
    config.consume_fuel(fuel);
    config.max_wasm_stack(side.stack());
    config.cranelift_opt_level(OptLevel::None);
    config.cranelift_nan_canonicalization(true);
    config.relaxed_simd_deterministic(true);
    config.shared_memory(true);
    config.memory_init_cow(false);
    config.wasm_threads(true).wasm_reference_types(true).wasm_function_references(true);
    config.wasm_gc(true).wasm_exceptions(true).wasm_tail_call(true).wasm_relaxed_simd(true);
    config.wasm_multi_memory(true).wasm_memory64(true).wasm_extended_const(true);
    config.wasm_wide_arithmetic(true).wasm_custom_page_sizes(true);
    Engine::new(&config).expect("the configuration is fixed")
}
