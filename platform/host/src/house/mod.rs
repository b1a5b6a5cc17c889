//! A simulated home that does what the assistant `home` asks of it, for the demo and the prompt.
//!
//! It lives on the desktop only: the engine says what to do (`Act`), a platform does it.

mod shown;

use std::collections::BTreeMap;

use serde::Serialize;

/// Slots of an action as text, by name.
pub type Slots = BTreeMap<String, String>;

/// A light or a group of them.
#[derive(Clone, Debug, PartialEq, Serialize)]
struct Light {
    place: String,
    brightness: u8,
    colour: Option<String>,
}

/// Something that opens, by percent.
#[derive(Clone, Debug, PartialEq, Serialize)]
struct Cover {
    name: String,
    open: u8,
}

/// A door and whether it is locked.
#[derive(Clone, Debug, PartialEq, Serialize)]
struct Door {
    name: String,
    locked: bool,
}

/// A running timer.
#[derive(Clone, Debug, PartialEq, Serialize)]
struct Timer {
    name: String,
    seconds: u32,
    paused: bool,
}

/// The state of the home.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct House {
    lights: Vec<Light>,
    covers: Vec<Cover>,
    doors: Vec<Door>,
    timers: Vec<Timer>,
    volume: u8,
    muted: bool,
    music: Option<String>,
    paused: bool,
    degrees: f32,
}

const STEP: u8 = 25;
/// Where the lights without a place are.
const HERE: &str = "living room";

impl Default for House {
    fn default() -> Self {
        let light = |place: &str| Light {
            place: place.into(),
            brightness: 0,
            colour: None,
        };
        Self {
            lights: ["living room", "kitchen", "bedroom", "hallway"]
                .map(light)
                .into(),
            covers: vec![Cover {
                name: "blinds".into(),
                open: 100,
            }],
            doors: vec![Door {
                name: "front door".into(),
                locked: true,
            }],
            timers: Vec::new(),
            volume: 30,
            muted: false,
            music: None,
            paused: false,
            degrees: 19.0,
        }
    }
}

impl House {
    /// Does what an action says. Intents it does not know change nothing.
    pub fn act(&mut self, intent: &str, slots: &Slots) {
        match intent {
            "LightOn" => self.each_light(slots, |light| {
                if light.brightness == 0 {
                    light.brightness = 100;
                }
            }),
            "LightOff" => self.each_light(slots, |light| light.brightness = 0),
            "LightBrightness" => {
                let level = number(slots, "brightness").unwrap_or(100);
                self.each_light(slots, |light| light.brightness = level);
            }
            "LightBrighter" => self.each_light(slots, |light| {
                light.brightness = light.brightness.saturating_add(STEP).min(100);
            }),
            "LightDimmer" => self.each_light(slots, |light| {
                light.brightness = light.brightness.saturating_sub(STEP);
            }),
            "LightColor" => {
                let colour = slots.get("color").cloned();
                self.each_light(slots, |light| {
                    light.brightness = light.brightness.max(80);
                    light.colour.clone_from(&colour);
                });
            }
            "VolumeSet" => self.volume = number(slots, "volume").unwrap_or(self.volume),
            "VolumeUp" => self.volume = self.volume.saturating_add(10).min(100),
            "VolumeDown" => self.volume = self.volume.saturating_sub(10),
            "VolumeMute" => self.muted = true,
            "VolumeUnmute" => self.muted = false,
            "MediaPlay" => self.play(slots),
            "MediaPause" => self.paused = true,
            "MediaStop" => self.music = None,
            "MediaNext" => self.music = Some("next song".into()),
            "MediaPrevious" => self.music = Some("previous song".into()),
            "ThermostatSet" => {
                let wanted = slots.get("temperature").and_then(|text| text.parse().ok());
                self.degrees = wanted.unwrap_or(self.degrees);
            }
            "ThermostatRaise" => self.degrees += f32::from(number(slots, "degrees").unwrap_or(1)),
            "ThermostatLower" => self.degrees -= f32::from(number(slots, "degrees").unwrap_or(1)),
            "CoverOpen" => self.cover(slots, 100),
            "CoverClose" => self.cover(slots, 0),
            "CoverSet" => self.cover(slots, number(slots, "position").unwrap_or(50)),
            "LockLock" => self.lock(slots, true),
            "LockUnlock" => self.lock(slots, false),
            "TimerSet" => self.start_timer(slots),
            "TimerCancel" => self.cancel_timer(slots),
            "TimerExtend" => self.change_timer(slots, |timer| {
                timer.seconds = timer.seconds.saturating_add(duration(slots));
            }),
            "TimerShorten" => self.change_timer(slots, |timer| {
                timer.seconds = timer.seconds.saturating_sub(duration(slots));
            }),
            "TimerPause" => self.change_timer(slots, |timer| timer.paused = true),
            "TimerResume" => self.change_timer(slots, |timer| timer.paused = false),
            "TimerCancelAll" => self.timers.clear(),
            _ => {}
        }
    }

    /// What the home itself has to say to a question that only it can answer.
    pub fn answer(&self, intent: &str) -> Option<String> {
        (intent == "ThermostatQuery")
            .then(|| format!("The thermostat is at {} degrees.", self.degrees))
    }

    /// Takes away a timer that has rung.
    pub fn ring(&mut self, name: &str) {
        if let Some(place) = self.timers.iter().position(|timer| timer.name == name) {
            self.timers.remove(place);
        }
    }

    fn each_light(&mut self, slots: &Slots, change: impl Fn(&mut Light)) {
        let named = slots.get("name").or_else(|| slots.get("area"));
        if named.is_some_and(|name| name == "all") {
            self.lights.iter_mut().for_each(change);
            return;
        }
        let place = named.map_or(HERE, String::as_str);
        if let Some(light) = self.lights.iter_mut().find(|light| light.place == place) {
            change(light);
            return;
        }
        let mut light = Light {
            place: place.into(),
            brightness: 0,
            colour: None,
        };
        change(&mut light);
        self.lights.push(light);
    }

    fn play(&mut self, slots: &Slots) {
        if let Some(music) = slots.get("music") {
            self.music = Some(music.clone());
        } else if self.music.is_none() {
            self.music = Some("music".into());
        }
        self.paused = false;
    }

    fn cover(&mut self, slots: &Slots, open: u8) {
        let name = named(slots, "blinds");
        match self.covers.iter_mut().find(|cover| cover.name == name) {
            Some(cover) => cover.open = open,
            None => self.covers.push(Cover { name, open }),
        }
    }

    fn lock(&mut self, slots: &Slots, locked: bool) {
        let name = slots.get("name").map_or("front door", String::as_str);
        if name == "all" {
            self.doors.iter_mut().for_each(|door| door.locked = locked);
            return;
        }
        match self.doors.iter_mut().find(|door| door.name == name) {
            Some(door) => door.locked = locked,
            None => self.doors.push(Door {
                name: name.into(),
                locked,
            }),
        }
    }

    fn start_timer(&mut self, slots: &Slots) {
        self.timers.push(Timer {
            name: slots.get("name").cloned().unwrap_or_default(),
            seconds: duration(slots),
            paused: false,
        });
    }

    fn cancel_timer(&mut self, slots: &Slots) {
        if let Some(place) = self.timer(slots) {
            self.timers.remove(place);
        }
    }

    fn change_timer(&mut self, slots: &Slots, change: impl Fn(&mut Timer)) {
        if let Some(place) = self.timer(slots) {
            change(&mut self.timers[place]);
        }
    }

    /// The timer of the name that was said, or the last.
    fn timer(&self, slots: &Slots) -> Option<usize> {
        match slots.get("name") {
            Some(name) => self.timers.iter().position(|timer| timer.name == *name),
            None => self.timers.len().checked_sub(1),
        }
    }
}

fn duration(slots: &Slots) -> u32 {
    let part = |name: &str| {
        slots
            .get(name)
            .and_then(|text| text.parse::<u32>().ok())
            .unwrap_or(0)
    };
    part("hours") * 3_600 + part("minutes") * 60 + part("seconds")
}

/// The name of a cover, with its room where one was said.
fn named(slots: &Slots, otherwise: &str) -> String {
    let name = slots.get("name").map_or(otherwise, String::as_str);
    match slots.get("area") {
        Some(area) => format!("{area} {name}"),
        None => name.to_owned(),
    }
}

fn number(slots: &Slots, name: &str) -> Option<u8> {
    slots.get(name)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::present::Ink;

    fn slots(pairs: &[(&str, &str)]) -> Slots {
        pairs
            .iter()
            .map(|&(name, value)| (name.into(), value.into()))
            .collect()
    }

    fn after(actions: &[(&str, &[(&str, &str)])]) -> String {
        let mut house = House::default();
        for (intent, pairs) in actions {
            house.act(intent, &slots(pairs));
        }
        house.changes(&House::default(), Ink::plain()).join("\n")
    }

    #[test]
    fn lights_follow_place_name_and_all() {
        let shown = after(&[
            ("LightOn", &[("area", "kitchen")]),
            ("LightColor", &[("name", "desk lamp"), ("color", "blue")]),
            ("LightBrightness", &[("brightness", "40")]),
        ]);
        assert!(
            shown.contains("● kitchen   ") && shown.contains("● desk lamp 80 % blue"),
            "{shown}"
        );
        assert!(shown.contains("● living room 40 %"), "{shown}");
        let dark = after(&[("LightOn", &[]), ("LightOff", &[("name", "all")])]);
        assert!(!dark.contains('●'), "{dark}");
    }

    #[test]
    fn timers_can_be_several_and_are_cancelled_by_name() {
        let shown = after(&[
            ("TimerSet", &[("minutes", "10"), ("name", "pizza")]),
            ("TimerSet", &[("hours", "1"), ("minutes", "30")]),
        ]);
        assert!(shown.contains("◷ pizza 10:00   ◷ timer 1:30:00"), "{shown}");
        let shown = after(&[
            ("TimerSet", &[("minutes", "10"), ("name", "pizza")]),
            ("TimerCancel", &[("name", "tea")]),
            ("TimerCancel", &[("name", "pizza")]),
        ]);
        assert!(!shown.contains('◷'), "{shown}");
    }

    #[test]
    fn timers_become_longer_and_shorter_and_stand_still() {
        let shown = after(&[
            ("TimerSet", &[("minutes", "10"), ("name", "pizza")]),
            ("TimerSet", &[("hours", "1")]),
            ("TimerExtend", &[("minutes", "5"), ("name", "pizza")]),
            ("TimerShorten", &[("seconds", "30")]),
            ("TimerPause", &[]),
        ]);
        assert!(
            shown.contains("◷ pizza 15:00   ◷ timer 59:30 (paused)"),
            "{shown}"
        );
    }

    #[test]
    fn levels_stay_in_range_and_unknown_intents_do_nothing() {
        let loud: Vec<(&str, &[(&str, &str)])> = vec![("VolumeUp", &[]); 20];
        assert!(after(&loud).contains("100 %"));
        assert_eq!(after(&[("LaunchRocket", &[])]), after(&[]));
    }
}
