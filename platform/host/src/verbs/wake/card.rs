use serde_json::Value;

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
    let rows: Vec<String> = facts["curve"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|point| {
            format!(
                "| {} | {} |",
                point["false_accepts_per_hour"], point["cost"]
            )
        })
        .collect();
    let missed = if facts["count"].as_u64().unwrap_or_default() == 0 {
        "Not measured: there was no recording of the phrase, and no synthesiser to make one.".into()
    } else {
        format!(
            "At {} false accepts an hour (cost {}), {} of {} recordings are missed, {:.1} % to {:.1} % of such \
             recordings with 95 % confidence. They are the phrase said {}: synthetic voices are easier in some ways \
             and harder in others than people, so this is no promise about people.",
            number("false_accepts_per_hour"),
            facts["cost"],
            facts["missed"],
            facts["count"],
            100.0 * number("missed_low"),
            100.0 * number("missed_high"),
            text("positives"),
        )
    };
    format!(
        "# {phrase}\n\n\
         A wake phrase from text: followed through the phones that `{trunk}` hears, by `goldcrest wake train`.\n\n\
         Said as:\n\n{ways}\n\n\
         ## Threshold\n\n\
         Calibrated on {what}. The cost is that of the phrase over the unconstrained best path, in 1/256 nat a \
         phone; what is below it counts as heard.\n\n\
         | false accepts an hour | cost |\n| --- | --- |\n{rows}\n\n\
         ## Misses\n\n{missed}\n\n\
         ## Data\n\n\
         No recording was trained on for this phrase. The network's card names what the network was trained on.\n",
        phrase = text("phrase"),
        trunk = text("trunk"),
        what = text("calibrated_on"),
        ways = ways.join("\n"),
        rows = rows.join("\n"),
    )
}
