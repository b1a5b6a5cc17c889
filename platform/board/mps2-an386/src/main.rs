//! Goldcrest on the emulated Cortex-M4F board MPS2 AN386.
#![no_std]
#![no_main]

goldcrest_board::emulated!(run, megahertz: 25);
