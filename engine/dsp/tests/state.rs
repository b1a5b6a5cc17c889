//! What the front end promises about its state.

mod signals;

use goldcrest_dsp::{FrontEnd, HOP};

#[test]
fn reset_forgets_everything() {
    let clips = signals::clips();
    let (_, loud) = &clips[0];
    let (_, speech) = &clips[3];
    let mut fresh = FrontEnd::new();
    let mut used = FrontEnd::new();
    for hop in loud.as_chunks::<HOP>().0 {
        used.push_hop(hop);
    }
    used.reset();
    for hop in &speech.as_chunks::<HOP>().0[..200] {
        assert_eq!(used.push_hop(hop), fresh.push_hop(hop));
    }
}

#[test]
fn a_copy_goes_on_like_the_original() {
    let clips = signals::clips();
    let (_, speech) = &clips[3];
    let (before, after) = speech.as_chunks::<HOP>().0.split_at(123);
    let mut original = FrontEnd::new();
    for hop in before {
        original.push_hop(hop);
    }
    let mut copy = original.clone();
    for hop in after {
        assert_eq!(original.push_hop(hop), copy.push_hop(hop));
    }
}

#[test]
fn the_state_is_small() {
    assert!(size_of::<FrontEnd>() <= 1_200);
}
