//! Lists of everything that the library knows, for the controls of the page.

use secondheart_body::condition::{Named, Sort};
use secondheart_body::quantity::{label_of, unit_of};
use secondheart_body::{Body, Parameters, Posture, Sex, Subject};
use secondheart_evidence::{Role, Target};
use secondheart_laboratory::instrument;
use secondheart_protocol::scenario::{self, Scenario, named_postures};
use secondheart_protocol::subject;
use serde_json::{Map, Value, json};

use crate::failure::Failure;
use crate::live::{LiveReading, live_readings};
use crate::shipped;

/// What a detail of an activity is called in its limits and usual values.
const DETAILS: [(&str, &str, &str); 4] = [
    ("speed", "speed_km_per_h", "reference_speed_km_per_h"),
    ("power", "power_w", "reference_power_w"),
    ("rate", "rate_per_min", "rate_per_min"),
    ("incline", "incline_pct", ""),
];

/// Everything that the page offers.
pub(crate) fn catalogue() -> Result<Value, Failure> {
    let shipped = shipped::parameters()?;
    let body = Body::unsettled(shipped, &Subject::default(), Posture::SUPINE)?;
    Ok(json!({
        "version": env!("CARGO_PKG_VERSION"),
        "subjects": subjects()?,
        "postures": postures(),
        "posture_limits": {
            "trunk_deg": Posture::TRUNK_LIMITS_DEG,
            "hip_deg": Posture::HIP_LIMITS_DEG,
            "knee_deg": Posture::KNEE_LIMITS_DEG,
            "ankle_deg": Posture::ANKLE_LIMITS_DEG,
            "gravity_g": Posture::GRAVITY_LIMITS_G,
            "weight_bearing": Posture::WEIGHT_BEARING_LIMITS,
        },
        "activities": activities(&body, shipped),
        "conditions": named(Sort::Condition, shipped)?,
        "interventions": named(Sort::Intervention, shipped)?,
        "knockouts": knockouts(shipped)?,
        "scenarios": scenarios()?,
        "signals": signals(&body),
        "readings": readings(),
        "live": live()?,
    }))
}

fn subjects() -> Result<Vec<Value>, Failure> {
    let one = |name| {
        let person = subject::find(name)?;
        let sex = match person.sex {
            Sex::Female => "female",
            Sex::Male => "male",
        };
        Ok(json!({ "name": name, "line": subject::line(&person), "sex": sex }))
    };
    subject::shipped().map(one).collect()
}

fn postures() -> Vec<Value> {
    let one = |(name, posture): (&str, Posture)| {
        json!({
            "name": name,
            "trunk_deg": posture.trunk_deg,
            "hip_deg": posture.legs[0].hip_deg,
            "knee_deg": posture.legs[0].knee_deg,
            "ankle_deg": posture.legs[0].ankle_deg,
            "gravity_g": posture.gravity_g,
            "weight_bearing": posture.weight_bearing,
        })
    };
    named_postures().map(one).collect()
}

fn activities(body: &Body, shipped: &Parameters) -> Vec<Value> {
    let one = |(name, title): (String, String)| {
        let value = |path: String| shipped.value(&path).ok();
        let limit = |key: &str| value(format!("activity.{name}.limits.{key}"));
        let detail = |(key, ending, usual): &(&str, &str, &str)| {
            let low = limit(&format!("lowest_{ending}"));
            let high = limit(&format!("highest_{ending}"))?;
            let mut json = Map::new();
            json.insert("key".to_owned(), (*key).into());
            json.insert("unit".to_owned(), unit_of(&format!("_{ending}")).into());
            let usual = match *key {
                "incline" => Some(0.0),
                _ => value(format!("activity.{name}.{usual}")),
            };
            for (key, number) in [("usual", usual), ("low", low), ("high", Some(high))] {
                if let Some(number) = number {
                    json.insert(key.to_owned(), number.into());
                }
            }
            Some(Value::Object(json))
        };
        let mut json = Map::new();
        json.insert("name".to_owned(), name.clone().into());
        json.insert("title".to_owned(), title.into());
        let takes = DETAILS.iter().filter_map(detail).collect();
        json.insert("takes".to_owned(), Value::Array(takes));
        for key in [
            "lowest_trunk_deg",
            "highest_hip_deg",
            "lowest_weight_bearing",
            "highest_weight_bearing",
        ] {
            if let Some(number) = limit(key) {
                json.insert(key.to_owned(), number.into());
            }
        }
        Value::Object(json)
    };
    body.activities().into_iter().map(one).collect()
}

fn named(sort: Sort, shipped: &Parameters) -> Result<Vec<Value>, Failure> {
    let one = |named: &Named| {
        let settings = sort.settings(named.name)?;
        let at_start = settings.iter().any(|setting| {
            let own = shipped.get(&setting.path);
            own.is_some_and(|own| own.only_at_start.is_some())
        });
        Ok(json!({
            "name": named.name,
            "title": named.title,
            "description": named.description,
            "sided": named.is_sided(),
            "at_start": at_start,
        }))
    };
    sort.all()?.iter().map(one).collect()
}

/// The mechanisms that can be switched off, with the values of their parameters on and off.
fn knockouts(shipped: &Parameters) -> Result<Vec<Value>, Failure> {
    let one = |(mut entry, named): (Value, &Named)| {
        let mut set = Map::new();
        for setting in Sort::Knockout.settings(named.name)? {
            let on_and_off = json!([shipped.value(&setting.path)?, setting.value]);
            set.insert(setting.path, on_and_off);
        }
        entry["set"] = set.into();
        Ok(entry)
    };
    let entries = named(Sort::Knockout, shipped)?;
    let all = Sort::Knockout.all()?;
    entries.into_iter().zip(all).map(one).collect()
}

fn scenarios() -> Result<Vec<Value>, Failure> {
    let one = |shipped: &scenario::Shipped| {
        let scenario = Scenario::find(shipped.name)?;
        Ok(json!({
            "name": shipped.name,
            "title": scenario.title,
            "description": scenario.description,
            "duration_s": scenario.duration_s(),
        }))
    };
    scenario::shipped().iter().map(one).collect()
}

fn signals(body: &Body) -> Vec<Value> {
    let names = body.signal_names().into_iter();
    let one =
        |name: String| json!({ "label": label_of(&name), "unit": unit_of(&name), "name": name });
    names.map(one).collect()
}

fn readings() -> Vec<Value> {
    let one = |reading: &instrument::Definition| {
        json!({
            "name": reading.name,
            "unit": unit_of(reading.name),
            "label": label_of(reading.name),
            "definition": reading.definition,
        })
    };
    instrument::definitions().into_iter().map(one).collect()
}

fn live() -> Result<Vec<Value>, Failure> {
    let one = |reading: LiveReading| {
        json!({
            "unit": unit_of(&reading.name),
            "name": reading.name,
            "label": reading.label,
            "definition": reading.definition,
        })
    };
    Ok(live_readings()?.into_iter().map(one).collect())
}

/// The rows of the evidence.
pub(crate) fn rows() -> Result<Value, Failure> {
    let targets = shipped::targets()?;
    let one = |target: &Target| {
        let mut json = band(target);
        json["claims"] = target.claims.clone().into();
        json["title"] = target.quantity.clone().into();
        json["mean"] = target.mean.into();
        if let Some(own) = &target.measurement {
            json["scenario"] = own.case.scenario.clone().into();
            json["phase"] = own.phase().into();
            json["reading"] = own.reading.clone().into();
        }
        json
    };
    Ok(json!({ "rows": targets.iter().map(one).collect::<Vec<_>>() }))
}

/// A range measured in people.
pub(crate) fn band(target: &Target) -> Value {
    let finite = |limit: f64| limit.is_finite().then_some(limit);
    let role = match target.role {
        role if role.is_judged() && !target.counts => "not counted",
        Role::Predicted => "predicted",
        Role::Invariant => "invariant",
        Role::Calibrated => "calibrated",
        Role::Input => "input",
        Role::Definition => "definition",
        Role::OutOfScope => "out of scope",
    };
    json!({
        "id": target.id,
        "low": finite(target.low),
        "high": finite(target.high),
        "unit": target.unit,
        "who": target.holds_for.in_words(),
        "source": target.source,
        "role": role,
    })
}
