//! `location`: the place in the services file.

use crate::simulator::{Handler, Simulator, done, text};
use serde_json::json;
use sparrow_platform::{Failure, Reply, ServiceCall};

pub(crate) const CALLS: &[(&str, Handler)] = &[
    ("getLocation", |sim, call| sim.with_scope(call, "scope.userLocation", get_location)),
    ("getFuzzyLocation", |sim, call| sim.with_scope(call, "scope.userFuzzyLocation", get_fuzzy_location)),
];

fn off() -> Reply {
    let reason = "system permission denied".to_owned();
    Reply::Failed(Failure { reason, errno: Some(3), err_code: Some(2) })
}

fn get_location(sim: &mut Simulator, call: ServiceCall<'_>) -> Reply {
    let place = &sim.file.location;
    if !place.enabled {
        return off();
    }
    let (latitude, longitude) = match text(&call, "type") {
        "gcj02" => gcj02(place.latitude, place.longitude),
        _ => (place.latitude, place.longitude),
    };
    done(json!({
        "latitude": latitude, "longitude": longitude, "speed": place.speed, "accuracy": place.accuracy,
        "altitude": place.altitude, "verticalAccuracy": place.vertical_accuracy,
        "horizontalAccuracy": place.horizontal_accuracy,
    }))
}

fn get_fuzzy_location(sim: &mut Simulator, _: ServiceCall<'_>) -> Reply {
    let place = &sim.file.location;
    if !place.enabled {
        return off();
    }
    let rough = |degrees: f64| (degrees * 100.0).round() / 100.0;
    done(json!({ "latitude": rough(place.latitude), "longitude": rough(place.longitude) }))
}

/// China's public maps are shifted against WGS-84; outside of China nothing is.
fn gcj02(latitude: f64, longitude: f64) -> (f64, f64) {
    use std::f64::consts::PI;
    if !(0.829_3..=55.827_1).contains(&latitude) || !(72.004..=137.834_7).contains(&longitude) {
        return (latitude, longitude);
    }
    const A: f64 = 6_378_245.0;
    const EE: f64 = 0.006_693_421_622_965_943;
    let (x, y) = (longitude - 105.0, latitude - 35.0);
    let waves = |v: f64| (20.0 * (6.0 * v * PI).sin() + 20.0 * (2.0 * v * PI).sin()) * 2.0 / 3.0;
    let d_latitude = -100.0
        + 2.0 * x
        + 3.0 * y
        + 0.2 * y * y
        + 0.1 * x * y
        + 0.2 * x.abs().sqrt()
        + waves(x)
        + (20.0 * (y * PI).sin() + 40.0 * (y / 3.0 * PI).sin()) * 2.0 / 3.0
        + (160.0 * (y / 12.0 * PI).sin() + 320.0 * (y * PI / 30.0).sin()) * 2.0 / 3.0;
    let d_longitude = 300.0
        + x
        + 2.0 * y
        + 0.1 * x * x
        + 0.1 * x * y
        + 0.1 * x.abs().sqrt()
        + waves(x)
        + (20.0 * (x * PI).sin() + 40.0 * (x / 3.0 * PI).sin()) * 2.0 / 3.0
        + (150.0 * (x / 12.0 * PI).sin() + 300.0 * (x / 30.0 * PI).sin()) * 2.0 / 3.0;
    let radians = latitude / 180.0 * PI;
    let magic = 1.0 - EE * radians.sin().powi(2);
    let latitude_step = d_latitude * 180.0 / (A * (1.0 - EE) / (magic * magic.sqrt()) * PI);
    let longitude_step = d_longitude * 180.0 / (A / magic.sqrt() * radians.cos() * PI);
    (latitude + latitude_step, longitude + longitude_step)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shift_is_some_hundred_metres_in_china_and_none_elsewhere() {
        let (latitude, longitude) = gcj02(39.907_5, 116.391_3); // Tiananmen
        assert!(
            (latitude - 39.9089).abs() < 0.0003 && (longitude - 116.3975).abs() < 0.0005,
            "{latitude} {longitude}"
        );
        assert_eq!(gcj02(51.5, -0.1), (51.5, -0.1));
    }
}
