use std::fs::File;

use serde_json::Value;

use crate::program::{Run, file, goldcrest_reading};

fn sim(arguments: &[&str], script: &str) -> Run {
    let script = File::open(file("script.txt", script.as_bytes())).unwrap();
    let arguments: Vec<&str> = ["sim"].iter().chain(arguments).copied().collect();
    goldcrest_reading(&arguments, script.into())
}

fn of<'o>(objects: &'o [Value], event: &str) -> Vec<&'o Value> {
    objects.iter().filter(|o| o["event"] == event).collect()
}

#[test]
fn timers_ring_when_their_time_has_passed() {
    let script = "set a ten minute pizza timer\nwait 599\nstate\nwait 2\nstate\n";
    let run = sim(&["--json"], script);
    assert_eq!(run.status, 0, "{} {}", run.out, run.err);
    let objects = run.objects();
    let rang = of(&objects, "rang");
    assert_eq!(rang.len(), 1, "{}", run.out);
    assert_eq!(rang[0]["now"], 600.0);
    let states = of(&objects, "state");
    assert_eq!(states[0]["timers"][0]["name"], "pizza");
    assert_eq!(states[0]["timers"][0]["seconds_left"], 1);
    assert_eq!(states[0]["home"]["timers"][0]["name"], "pizza");
    assert_eq!(states[1]["now"], 601.0);
    assert!(states[1]["timers"].as_array().unwrap().is_empty());
    assert!(states[1]["home"]["timers"].as_array().unwrap().is_empty());
}

#[test]
fn stop_means_the_timer_while_it_rings() {
    let set = "set a five minute egg timer\nset a ten second timer\n";
    let script = format!("{set}stop\nwait 11\nstop\nstop\nstate\n");
    let run = sim(&["--json"], &script);
    let objects = run.objects();
    let meant: Vec<&str> = of(&objects, "act")
        .iter()
        .map(|act| act["intent"].as_str().unwrap())
        .collect();
    assert_eq!(
        meant,
        ["TimerSet", "TimerSet", "Stop", "TimerCancel", "Stop"],
        "{}",
        run.out
    );
    assert_eq!(of(&objects, "hush").len(), 1, "{}", run.out);
    let state = &of(&objects, "state")[0];
    assert_eq!(
        state["timers"][0]["name"], "egg",
        "the one that runs goes on"
    );
}

fn said(run: &Run) -> Vec<String> {
    of(&run.objects(), "say")
        .iter()
        .map(|say| say["text"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn a_timer_that_runs_is_made_longer_and_shorter() {
    let script = "add five minutes to the timer\nset a ten minute pasta timer\nwait 60\n\
                  give it another ten minutes\ntake two minutes off the pasta timer\n\
                  take half an hour off the timer\nset a three minute timer\n\
                  add five minutes to the timer\nadd five minutes to the three minute timer\nstate\n\
                  wait 479\nwait 2\n";
    let run = sim(&["--json"], script);
    assert_eq!(
        said(&run),
        [
            "There is no such timer.",
            "Timer for pasta set, 10 minutes.",
            "19 minutes left now.",
            "17 minutes left now.",
            "Only 17 minutes left.",
            "Timer set for 3 minutes.",
            "Say which one: 3 minutes, 10 minutes for pasta.",
            "8 minutes left now.",
        ],
        "{}",
        run.out
    );
    let objects = run.objects();
    let rang = of(&objects, "rang");
    assert_eq!(rang.len(), 1, "{}", run.out);
    assert_eq!(rang[0]["now"], 540.0);
    let state = &of(&objects, "state")[0];
    assert_eq!(state["timers"][1]["seconds_left"], 17 * 60);
}

#[test]
fn a_paused_timer_stands_still_until_it_is_resumed() {
    let script = "pause the timer\nset a ten minute timer\nwait 60\npause the timer\nwait 900\n\
                  how long is left on the timer\npause the timer\nadd one minute to the timer\nstate\n\
                  resume the timer\nresume the timer\nwait 599\nwait 2\n";
    let run = sim(&["--json"], script);
    assert_eq!(
        said(&run),
        [
            "There is no such timer.",
            "Timer set for 10 minutes.",
            "Paused, with 9 minutes left.",
            "Paused, with 9 minutes left.",
            "It is paused already, with 9 minutes left.",
            "10 minutes left now.",
            "Running again, 10 minutes left.",
            "It is running, 10 minutes left.",
        ],
        "{}",
        run.out
    );
    let objects = run.objects();
    assert_eq!(of(&objects, "state")[0]["timers"][0]["paused"], true);
    assert_eq!(of(&objects, "rang")[0]["now"], 1560.0);
}

/// Whatever is made of words that no template has, the timer that they are about is not lost and none is added.
#[test]
fn a_timer_is_not_ended_by_other_words_for_changing_it() {
    for other in [
        "freeze the timer",
        "could you continue my pasta timer now for me",
        "put the timer on hold",
        "hold the pasta timer for a moment",
        "suspend the timer",
        "unfreeze the timer",
        "make the timer two minutes shorter",
        "the pasta needs five more minutes",
        "cut two minutes off the timer",
    ] {
        let script = format!("set a ten minute pasta timer\n{other}\nstate\n");
        let run = sim(&["--json"], &script);
        let objects = run.objects();
        let state = &of(&objects, "state")[0];
        let timers = state["timers"].as_array().unwrap();
        assert_eq!(timers.len(), 1, "{other}: {}", run.out);
    }
}

#[test]
fn the_home_does_what_is_said_and_time_goes_on() {
    let script = "# evening\nturn on the kitchen lights\nunlock the front door\nyes\nwait 120\nwhat time is it\n";
    let run = sim(&["--clock", "19:05"], script);
    assert_eq!(run.status, 0, "{} {}", run.out, run.err);
    for shown in ["● kitchen", "(confirm)", "front door unlocked", "7:07 PM"] {
        assert!(run.out.contains(shown), "{shown}: {}", run.out);
    }
}

#[test]
fn a_question_that_nobody_answers_is_given_up() {
    let run = sim(&["--json"], "unlock the front door\nwait 30\nstate\n");
    assert_eq!(run.status, 1, "{} {}", run.out, run.err);
    let objects = run.objects();
    assert_eq!(of(&objects, "not-understood")[0]["reason"], "no-answer");
    assert_eq!(of(&objects, "state")[0]["state"], "listening");
    assert_eq!(of(&objects, "state")[0]["now"], 30.0);
}

#[test]
fn recordings_are_heard() {
    let script = "wav tools/assistants/home/demos/kitchen-lights.wav\n";
    let run = sim(&["--json"], script);
    assert!(!of(&run.objects(), "woke").is_empty(), "{}", run.out);
}

#[test]
fn wake_phrases_are_switched_and_tuned() {
    let recording = "wav tools/assistants/home/demos/kitchen-lights.wav\n";
    let script = format!(
        "wake hey goldcrest=off\n{recording}wake stop=off\nwake hey goldcrest = 0.05\nwake hey goldcrest=on\n\
         {recording}wake computer=on\nstate\n"
    );
    let run = sim(&["--json"], &script);
    assert_eq!(run.status, 1, "{} {}", run.out, run.err);
    let objects = run.objects();
    let woke: Vec<&str> = of(&objects, "woke")
        .iter()
        .filter_map(|woke| woke["phrase"].as_str())
        .collect();
    assert_eq!(woke, ["hey goldcrest"], "{}", run.out);
    let refused = of(&objects, "bad-input");
    assert_eq!(refused.len(), 1, "{}", run.out);
    assert_eq!(refused[0]["remedy"], "give one of: hey goldcrest, stop");
    let shown = of(&objects, "wake-phrase");
    let last: Vec<_> = shown[shown.len() - 2..]
        .iter()
        .map(|phrase| {
            (
                &phrase["phrase"],
                &phrase["on"],
                &phrase["false_accepts_per_hour"],
            )
        })
        .map(|(phrase, on, rate)| (phrase.as_str().unwrap(), on == true, rate.as_f64().unwrap()))
        .collect();
    assert_eq!(last, [("hey goldcrest", true, 0.05), ("stop", false, 10.0)]);
}

#[test]
fn lines_that_cannot_be_obeyed_are_said_and_passed_over() {
    let run = sim(
        &["--json"],
        "wav no-such.wav\n\u{7}\nsignal nothing=1\nturn on the lights\n",
    );
    assert_eq!(run.status, 1, "{} {}", run.out, run.err);
    let objects = run.objects();
    assert_eq!(of(&objects, "bad-input").len(), 3, "{}", run.out);
    assert_eq!(of(&objects, "act").len(), 1, "{}", run.out);
}
