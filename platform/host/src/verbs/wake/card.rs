use serde_json::Value;

use super::sharpened::for_card;

/// The card of a trained phrase, from the facts in `phrase.json`.
pub fn card(facts: &Value) -> String {
    let text = |key: &str| facts[key].as_str().unwrap_or_default().to_owned();
    let number = |key: &str| facts[key].as_f64().unwrap_or_default();
    let ways: Vec<String> = facts["pronunciations"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|way| way.as_str().map(|way| format!("- {way}")))
        .collect();
    let missed = if facts["count"].as_u64().unwrap_or_default() == 0 {
        "Not measured: there was no recording of the phrase, and no synthesiser to make one.".into()
    } else {
        let whose = match facts["sharpened"].is_null() {
            true => format!(
                "the phrase said {}: synthetic voices are easier in some ways and harder in others than people, so this \
                 is no promise about people",
                text("positives")
            ),
            false => text("positives"),
        };
        format!(
            "At {} false accepts an hour (cost {}), {} of {} recordings are missed, {:.1} % to {:.1} % of such \
             recordings with 95 % confidence. They are {whose}.",
            number("false_accepts_per_hour"),
            facts["cost"],
            facts["missed"],
            facts["count"],
            100.0 * number("missed_low"),
            100.0 * number("missed_high"),
        )
    };
    format!(
        "# {phrase}\n\n\
         A wake phrase from text: followed through the phones that `{trunk}` hears, by `goldcrest wake train`.\n\n\
         Said as:\n\n{ways}\n\n\
         ## Threshold\n\n\
         Calibrated on {what}. The cost is that of the phrase over the unconstrained best path, in 1/256 nat a \
         phone; what is below it counts as heard.\n\n\
         {thresholds}\n\n\
         ## Misses\n\n{missed}\n\n\
         {sharpened}\
         ## Data\n\n\
         No network was trained for this phrase. The network's card names what the network was trained on.\n",
        phrase = text("phrase"),
        trunk = text("trunk"),
        what = text("calibrated_on"),
        ways = ways.join("\n"),
        thresholds = thresholds(facts),
        sharpened = for_card(&facts["sharpened"]),
    )
}

/// The curve that is in force, named, and the other one where a second network decides.
fn thresholds(facts: &Value) -> String {
    let trunk = facts["trunk"].as_str().unwrap_or_default();
    let alone = table(&facts["curve"]);
    match facts["check"].as_str() {
        None => alone,
        Some(check) => format!(
            "It is heard in two stages. `{trunk}` proposes, from a cost of {proposes} down, which is far laxer than any \
             threshold; `{check}` hears each proposal again and decides, by these costs:\n\n{checked}\n\n\
             Without the second stage `{trunk}` decides alone, by these, which are not to be compared \
             with those above:\n\n{alone}",
            proposes = facts["check_from"],
            checked = table(&facts["checked_curve"]),
        ),
    }
}

fn table(curve: &Value) -> String {
    let rows = curve.as_array().into_iter().flatten().map(|point| {
        format!(
            "\n| {} | {} |",
            point["false_accepts_per_hour"], point["cost"]
        )
    });
    "| false accepts an hour | cost |\n| --- | --- |".to_owned() + &rows.collect::<String>()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn facts(check: Value) -> Value {
        let point = |cost: u32| json!([{ "false_accepts_per_hour": 0.5, "cost": cost }]);
        json!({
            "phrase": "hey juniper", "trunk": "wake-trunk-en", "check": check, "check_from": 661,
            "pronunciations": ["HH EY JH UW N AH P ER"], "calibrated_on": "two hours",
            "false_accepts_per_hour": 0.5, "cost": 227, "curve": point(235), "checked_curve": point(227),
            "count": 4, "missed": 1, "missed_low": 0.05, "missed_high": 0.7, "positives": "4 times",
        })
    }

    #[test]
    fn the_table_of_the_stage_that_decides_comes_first_and_names_it() {
        let card = card(&facts("speech-en".into()));
        let (check, alone) = (card.find("| 0.5 | 227 |"), card.find("| 0.5 | 235 |"));
        assert!(check.is_some() && check < alone, "{card}");
        assert!(
            card.contains("`speech-en` hears each proposal again"),
            "{card}"
        );
        assert!(card.contains("from a cost of 661 down"), "{card}");
        assert!(
            card.contains("At 0.5 false accepts an hour (cost 227)"),
            "{card}"
        );
    }

    #[test]
    fn what_was_learnt_is_told_with_what_it_brought() {
        let mut facts = facts(Value::Null);
        assert!(card(&facts).contains("synthetic voices"));
        assert!(!card(&facts).contains("Learnt from recordings"));
        facts["positives"] = "9 recordings of yours".into();
        facts["sharpened"] = json!({
            "recordings": 9, "not_found": ["me/3.wav"], "learnt": ["HH EY Y UW N"], "nothing_learnt": null,
            "missed_before": 4, "missed_after": 1, "missed_at_a_tenth_before": 6, "missed_at_a_tenth_after": 2,
        });
        let told = card(&facts);
        assert!(told.contains("said `HH EY Y UW N` too"), "{told}");
        assert!(told.contains("Of 9, each judged by ways"), "{told}");
        assert!(told.contains("4 were missed before and 1 are"), "{told}");
        assert!(told.contains("In 1 the phrase was not found"), "{told}");
        assert!(told.contains("They are 9 recordings of yours."), "{told}");
        assert!(!told.contains("synthetic voices"), "{told}");
        facts["sharpened"]["learnt"] = json!([]);
        facts["sharpened"]["nothing_learnt"] = "they are clear".into();
        let told = card(&facts);
        assert!(
            told.contains("Nothing was learnt from the owner's recordings: they are clear."),
            "{told}"
        );
    }

    #[test]
    fn without_a_second_stage_there_is_one_table() {
        let mut facts = facts(Value::Null);
        facts["cost"] = 235.into();
        let card = card(&facts);
        assert!(
            card.contains("| 0.5 | 235 |") && !card.contains("227"),
            "{card}"
        );
        assert!(!card.contains("stage"), "{card}");
    }
}
