//! Signals, rules and fills; sections of any bytes.

use goldcrest::context::{
    CONTEXT_SECTION, Context, ContextBuilder, ContextError, FillSpec, RuleSpec, SignalError,
    SignalSpec, Signals, States,
};
use goldcrest::events::{Request, Slot, Value};
use goldcrest::{Assistant, Buffers};
use goldcrest_pack::{Pack, SectionKind};
use proptest::prelude::*;

use crate::small;

fn signal(name: &str, states: States, lasts_s: u16) -> SignalSpec {
    SignalSpec {
        name: name.into(),
        states,
        lasts_s,
    }
}

fn named(states: &[&str]) -> States {
    States::Named(states.iter().map(|state| (*state).into()).collect())
}

fn rule(when: &[(&str, &str)], intent: &str, weight: f32) -> RuleSpec {
    RuleSpec {
        when: when
            .iter()
            .map(|(s, t)| ((*s).into(), (*t).into()))
            .collect(),
        intent: Some(intent.into()),
        slot: None,
        weight,
    }
}

fn section() -> Vec<u8> {
    let mut builder = ContextBuilder::new(4.0);
    builder.signal(signal("oven", named(&["off", "on"]), 0));
    builder.signal(signal("activity", named(&["alarm", "music"]), 60));
    let bands = vec![("morning".into(), 5, 10), ("evening".into(), 18, 23)];
    builder.signal(signal("hour", States::Bands(bands), 0));
    builder.signal(signal("room", named(&["kitchen", "bedroom"]), 0));
    builder.rule(rule(&[], "House", 0.5));
    builder.rule(rule(&[("oven", "on")], "Oven", 2.0));
    builder.rule(rule(&[("oven", "on"), ("hour", "morning")], "Oven", 3.0));
    builder.rule(RuleSpec {
        slot: Some(("drink".into(), Some("tea".into()))),
        ..rule(&[("hour", "evening")], "Brew", -1.0)
    });
    builder.fill(FillSpec {
        intent: Some("Stop".into()),
        slot: "area".into(),
        signal: "room".into(),
        unless: vec!["name".into()],
    });
    builder.finish().unwrap()
}

fn request<'p>(intent: &'p str, slots: &[(&'p str, &'p str)]) -> Request<'p> {
    let mut request = Request {
        intent,
        confidence: 100,
        response: "default",
        slots: Default::default(),
    };
    for &(name, value) in slots {
        let slot = Slot {
            name,
            value: Value::Entry(value),
            words: (0, 0),
        };
        request.slots.push(slot).unwrap();
    }
    request
}

fn weigh(signals: &[(&str, &str)], request: &Request<'_>) -> (i32, i32) {
    let section = section();
    let context = Context::open(&section).unwrap();
    let mut held = Signals::default();
    for (name, value) in signals {
        held.set(&context, name, value, 0).unwrap();
    }
    let weighed = context.weigh(&held, 0, request, |_| {});
    (weighed.sum, weighed.bounded)
}

#[test]
fn rules_hold_while_all_their_states_do() {
    assert_eq!(weigh(&[], &request("House", &[])).0, 128);
    assert_eq!(weigh(&[], &request("Oven", &[])).0, 0);
    assert_eq!(weigh(&[("oven", "on")], &request("Oven", &[])).0, 512);
    assert_eq!(weigh(&[("oven", "off")], &request("Oven", &[])).0, 0);
    assert_eq!(weigh(&[("oven", "on")], &request("House", &[])).0, 128);
    assert_eq!(
        weigh(&[("hour", "20")], &request("Brew", &[("drink", "tea")])).0,
        -256
    );
    assert_eq!(
        weigh(&[("hour", "20")], &request("Brew", &[("drink", "coffee")])).0,
        0
    );
    assert_eq!(weigh(&[("hour", "20")], &request("Brew", &[])).0, 0);
}

#[test]
fn the_influence_is_bounded() {
    let (sum, bounded) = weigh(&[("oven", "on"), ("hour", "7")], &request("Oven", &[]));
    assert_eq!((sum, bounded), (5 * 256, 4 * 256));
}

#[test]
fn signals_are_states_bands_and_memories() {
    let section = section();
    let context = Context::open(&section).unwrap();
    let mut signals = Signals::default();
    let hour = context.signal("hour").unwrap();
    let activity = context.signal("activity").unwrap();
    signals.set(&context, "hour", "10", 0).unwrap();
    assert_eq!(
        context.state_name(signals.state(hour, 0).unwrap()),
        "morning"
    );
    assert_eq!(
        signals.set(&context, "hour", "12", 0),
        Err(SignalError::UnknownState)
    );
    assert_eq!(signals.state(hour, 0), None, "no band holds 12");
    signals.set(&context, "hour", "evening", 0).unwrap();
    assert!(signals.state(hour, u64::MAX).is_some());
    assert_eq!(
        signals.set(&context, "moon", "full", 0),
        Err(SignalError::UnknownSignal)
    );
    signals.set(&context, "activity", "alarm", 5_000).unwrap();
    assert!(signals.state(activity, 64_999).is_some());
    assert!(
        signals.state(activity, 65_000).is_none(),
        "an activity is forgotten"
    );
}

#[test]
fn slots_that_were_not_said_are_filled() {
    let section = section();
    let context = Context::open(&section).unwrap();
    let mut signals = Signals::default();
    signals.set(&context, "room", "kitchen", 0).unwrap();
    let filled = |mut request: Request<'static>| {
        let section: &'static [u8] = Box::leak(section.clone().into_boxed_slice());
        let context = Context::open(section).unwrap();
        context.fill(&signals, 0, &mut request, |_, _| {});
        request.to_string()
    };
    assert_eq!(filled(request("Stop", &[])), "Stop area=kitchen");
    assert_eq!(
        filled(request("Stop", &[("area", "bedroom")])),
        "Stop area=bedroom"
    );
    assert_eq!(
        filled(request("Stop", &[("name", "lamp")])),
        "Stop name=lamp"
    );
    assert_eq!(filled(request("House", &[])), "House");
}

#[test]
fn slots_take_the_value_that_rules_make_likeliest() {
    let mut builder = ContextBuilder::new(4.0);
    builder.signal(signal("activity", named(&["alarm", "meal"]), 0));
    for (when, drink, weight) in [
        (&[][..], "coffee", 0.3),
        (&[("activity", "meal")][..], "tea", 2.0),
        (&[("activity", "alarm")][..], "water", -2.0),
    ] {
        builder.rule(RuleSpec {
            slot: Some(("drink".into(), Some(drink.into()))),
            ..rule(when, "Brew", weight)
        });
    }
    let section: &'static [u8] = Box::leak(builder.finish().unwrap().into_boxed_slice());
    let context = Context::open(section).unwrap();
    let filled = |activity: &str, mut request: Request<'static>| {
        let mut signals = Signals::default();
        let _ = signals.set(&context, "activity", activity, 0);
        let mut rules = 0;
        context.fill_likelier(&signals, 0, &mut request, |_, _| rules += 1);
        (request.to_string(), rules)
    };
    assert_eq!(filled("alarm", request("Brew", &[])).0, "Brew drink=coffee");
    assert_eq!(filled("meal", request("Brew", &[])).0, "Brew drink=tea");
    let said = request("Brew", &[("drink", "milk")]);
    assert_eq!(filled("meal", said), ("Brew drink=milk".into(), 0));
    assert_eq!(filled("meal", request("House", &[])), ("House".into(), 0));
}

#[test]
fn an_assistant_is_told_signals() {
    let pack = small::pack_of(&[(SectionKind::Context, CONTEXT_SECTION, &section())]);
    let pack = Pack::open(&pack).unwrap();
    let mut memory = Box::new(Buffers::<0, 0, 512, 2048>::new());
    let mut assistant = Assistant::open(&pack, memory.workspace()).unwrap();
    assert_eq!(assistant.set_signal("room", "bedroom"), Ok(()));
    assert_eq!(
        assistant.set_signal("moon", "full"),
        Err(SignalError::UnknownSignal)
    );
    assert_eq!(
        assistant.signals().collect::<Vec<_>>(),
        [("room", "bedroom")]
    );
    assistant.understand("stop");
    let understood = assistant.poll(0).unwrap().to_string();
    assert_eq!(
        understood,
        "0.000 understood confidence=100 Stop area=bedroom"
    );
}

#[test]
fn other_sections_are_refused_by_name() {
    let good = section();
    assert_eq!(Context::open(&[]).unwrap_err(), ContextError::NotAContext);
    assert_eq!(Context::open(b"GCTX").unwrap_err(), ContextError::Truncated);
    let mut newer = good.clone();
    newer[4] = 9;
    assert_eq!(Context::open(&newer).unwrap_err(), ContextError::Version(9));
    let mut longer = good.clone();
    longer.push(0);
    assert_eq!(
        Context::open(&longer).unwrap_err(),
        ContextError::TrailingBytes
    );
    let mut crowd = good.clone();
    crowd[6] = 200;
    assert_eq!(
        Context::open(&crowd).unwrap_err(),
        ContextError::TooManySignals(200)
    );
    for end in 0..good.len() {
        assert!(Context::open(&good[..end]).is_err(), "{end}");
    }
}

fn use_all(context: &Context<'_>) {
    let mut signals = Signals::default();
    for signal in 0..context.signal_count() {
        let name = context.signal_name(signal);
        for state in context.states(signal) {
            let _ = signals.set(context, name, context.state_name(state), 7);
        }
        let _ = signals.set(context, name, "3", 7);
    }
    for rule in context.rules() {
        assert!(rule.conditions().count() < 70_000);
    }
    let asked = request("Oven", &[("drink", "tea")]);
    let weighed = context.weigh(&signals, 9, &asked, |_| {});
    assert!(weighed.bounded.abs() <= i32::from(context.limit()));
    for fill in context.fills() {
        let _ = fill.exceptions().count();
    }
}

proptest! {
    #[test]
    fn any_bytes_are_refused_or_read(at in 0_usize..400, byte in any::<u8>(), more in proptest::collection::vec((0_usize..400, any::<u8>()), 0..4)) {
        let mut bytes = section();
        for (at, byte) in more.into_iter().chain([(at, byte)]) {
            let len = bytes.len();
            bytes[at % len] = byte;
        }
        if let Ok(context) = Context::open(&bytes) {
            use_all(&context);
        }
    }
}
