//! Goldcrest on the emulated Cortex-M55 board MPS3 AN547.
#![no_std]
#![no_main]

goldcrest_board::emulated!(run, megahertz: 32);
