//! Counts the instructions of the measured operations on the emulated Cortex-M55 board MPS3 AN547.
#![no_std]
#![no_main]

goldcrest_board::emulated!(measure, megahertz: 32);
